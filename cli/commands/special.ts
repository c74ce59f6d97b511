import { Command } from 'commander'
import pc from 'picocolors'
import { PodlinkError } from '../../kernel/errors.ts'
import { readSpecialMappings } from '../../store/tables/special-mappings.ts'
import { reading } from '../../store/transaction.ts'
import { readSpecialMappingsCsv } from '../../sync/source/read-special-mappings-csv.ts'
import { keepSpecialMappings } from '../../sync/special/keep-special-mappings.ts'
import type { SpecialChange } from '../../sync/special/plan-special-mappings.ts'
import { toConfig } from '../config/to-config.ts'
import { EXIT } from '../exit-codes.ts'
import { readInputFile } from '../read-input-file.ts'
import type { Session } from '../session.ts'
import { renderTable } from '../table.ts'
import { withStore } from '../with-store.ts'
import { whoAnswers } from './review/case-number.ts'

type ImportOptions = { readonly apply?: boolean; readonly by?: string; readonly json?: boolean }

/** `podlink special`: pairs that people lay down before any rule is asked. */
export function specialCommand(session: Session): Command {
  return new Command('special')
    .description(
      'Pairs that people lay down, such as a seasonal worker’s login; they win over rules and answers.',
    )
    .addHelpText('after', '\nExample:\n  podlink special import special.csv')
    .addCommand(listCommand(session))
    .addCommand(importCommand(session))
}

function listCommand(session: Session): Command {
  return new Command('list')
    .description('List the special mappings. Reads only.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink special list')
    .action(async (options: { readonly json?: boolean }) => {
      const { database } = toConfig(session.env, ['database'])
      const mappings = await withStore(database, (store) => reading(store, readSpecialMappings))
      if (options.json === true) return console.log(JSON.stringify({ mappings }))
      if (mappings.length === 0) return console.log('There are no special mappings.')
      const rows = mappings.map((one) => [one.podfactoryUserId, `#${one.employeeId}`, one.reason])
      console.log(renderTable(['user', 'employee', 'reason'], rows))
    })
}

function importCommand(session: Session): Command {
  return new Command('import')
    .description(
      'Show what would change to have exactly the special mappings of a CSV file; --apply does it, all of it or nothing.',
    )
    .argument('<file>', 'podfactory_user_id,employee_id,reason')
    .option('--apply', 'write what the preview shows')
    .option('--by <name>', 'who laid them down; this machine’s login unless said')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  podlink special import special.csv\n  podlink special import special.csv --apply --by maria',
    )
    .action(async (file: string, options: ImportOptions) => {
      const { database } = toConfig(session.env, ['database'])
      const wanted = readSpecialMappingsCsv(await readInputFile(file))
      const outcome = await withStore(database, (store) =>
        keepSpecialMappings({ store, now: () => new Date() }, wanted, {
          by: whoAnswers(options.by),
          apply: options.apply === true,
        }),
      )
      if (outcome.kind === 'unknown_employees') {
        const numbers = outcome.employeeIds.slice(0, 10).join(', ')
        throw new PodlinkError('CONFIG_INPUT_FILE', `${file} names no employees: ${numbers}.`, {
          fix: 'Write numbers of employees’ rows; nothing was written.',
          details: { unknown: outcome.employeeIds.length },
        })
      }
      const { kind, changes } = outcome
      if (kind === 'planned' && changes.length > 0) session.exitCode = EXIT.changes
      if (options.json === true) return console.log(JSON.stringify(outcome))
      if (changes.length === 0) return console.log('Nothing differs.')
      console.log(renderTable(['user', 'before', 'after', 'reason'], changes.map(toRow)))
      console.log(
        kind === 'applied'
          ? `\n${pc.green(`${changes.length} written.`)} The next \`podlink sync --apply\` carries them out.`
          : `\n${changes.length} would be written; --apply does it.`,
      )
    })
}

function toRow({ podfactoryUserId, before, after }: SpecialChange): readonly string[] {
  const show = (mapping: SpecialChange['before']) =>
    mapping === null ? '-' : `#${mapping.employeeId}`
  return [podfactoryUserId, show(before), show(after), (after ?? before)?.reason ?? '']
}
