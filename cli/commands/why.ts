import { Command } from 'commander'
import pc from 'picocolors'
import type { Json } from '../../kernel/canonical-json.ts'
import { PodlinkError } from '../../kernel/errors.ts'
import { parseAuth0UserId, parseEmployeeId, parsePodfactoryUserId } from '../../kernel/ids.ts'
import { type AuditLine, readHistory } from '../../store/tables/mapping-audit.ts'
import { reading } from '../../store/transaction.ts'
import { toConfig } from '../config/to-config.ts'
import { renderCandidates } from '../evidence-lines.ts'
import type { Session } from '../session.ts'
import { renderTable } from '../table.ts'
import { withStore } from '../with-store.ts'

type Options = { readonly employee?: boolean; readonly json?: boolean }

const LINES_MAX = 200

/** `podlink why`: what was decided about a person, and on what evidence, from the history alone. */
export function whyCommand(session: Session): Command {
  return new Command('why')
    .description(
      'Tell what was decided about a person and why, from the history alone: evidence as it was stored then.',
    )
    .argument('<id>', 'a PodFactory user or an Auth0 user')
    .option('--employee', 'the id is the number of an employee')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  podlink why 1003\n  podlink why "auth0|5f7c8ec7c33c6c004bbafe82"\n  podlink why 42 --employee',
    )
    .action(async (text: string, options: Options) => {
      const about = toSubject(text, options.employee === true)
      const { database } = toConfig(session.env, ['database'])
      await withStore(database, async (store) => {
        const lines = await reading(store, (db) => readHistory(db, about, LINES_MAX))
        console.log(options.json === true ? JSON.stringify({ lines }) : render(lines))
      })
    })
}

function toSubject(text: string, isEmployee: boolean): Parameters<typeof readHistory>[1] {
  const employee = isEmployee ? parseEmployeeId(text) : null
  if (employee !== null) return { column: 'employee_ref', value: employee }
  const auth0User = isEmployee ? null : parseAuth0UserId(text)
  if (auth0User !== null) return { column: 'auth0_user_id', value: auth0User }
  const user = isEmployee ? null : parsePodfactoryUserId(text)
  if (user !== null) return { column: 'podfactory_user_id', value: user }
  throw new PodlinkError('CONFIG_INVALID', 'That is no id of a person.', {
    fix: 'Give a PodFactory user id, an Auth0 user id, or an employee number with --employee.',
  })
}

function render(lines: readonly AuditLine[]): string {
  if (lines.length === 0) return 'Nothing was ever decided about this id.'
  const table = renderTable(
    ['when', 'what', 'by', 'reason', 'employee', 'account', 'user'],
    lines.map(toRow),
  )
  const last = lines.findLast(({ evidence }) => candidatesOf(evidence) !== null)
  const candidates = candidatesOf(last?.evidence ?? null)
  if (last === undefined || candidates === null) return table
  const head = pc.bold(`The evidence of ${last.action.replaceAll('_', ' ')}, ${momentOf(last)}`)
  const rules = member(last.evidence, 'rules_version')
  const version = rules === undefined ? '' : pc.dim(` rules version ${JSON.stringify(rules)}`)
  return `${table}\n\n${head}${version}\n${renderCandidates(candidates, new Map())}`
}

function toRow(line: AuditLine): readonly string[] {
  return [
    momentOf(line),
    line.action.replaceAll('_', ' '),
    line.actor,
    line.reason,
    line.employeeId === null ? '' : `#${line.employeeId}`,
    line.auth0UserId ?? '',
    line.podfactoryUserId ?? '',
  ]
}

function momentOf({ at }: AuditLine): string {
  return at?.toISOString().replace('T', ' ').slice(0, 19) ?? ''
}

/** Lists stand alone or beside the rule that was applied. */
function candidatesOf(evidence: Json): Json | null {
  const listed = Array.isArray(evidence) ? evidence : member(evidence, 'candidates')
  return Array.isArray(listed) && listed.length > 0 ? listed : null
}

function member(value: Json, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return (value as Readonly<Record<string, Json>>)[name]
}
