import { Command } from 'commander'
import pc from 'picocolors'
import { PodlinkError } from '../../../kernel/errors.ts'
import { findReviewCase } from '../../../store/tables/review-cases.ts'
import { readReviewDecisions, type ReviewDecision } from '../../../store/tables/review-decisions.ts'
import { reading } from '../../../store/transaction.ts'
import { toConfig } from '../../config/to-config.ts'
import { renderCandidates } from '../../evidence-lines.ts'
import { readNamedEmployees, readReviewLines } from '../../read-review-lines.ts'
import type { Session } from '../../session.ts'
import { renderTable } from '../../table.ts'
import { withStore } from '../../with-store.ts'
import { toCaseNumber } from './case-number.ts'

/** `podlink review show`: one case with everything that was compared, and what was answered. */
export function showCommand(session: Session): Command {
  return new Command('show')
    .description('Show one case with all its candidates and evidence. Reads only.')
    .argument('<case>', 'its number in the list', toCaseNumber)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink review show 12')
    .action(async (number: number, options: { readonly json?: boolean }) => {
      const { database } = toConfig(session.env, ['database'])
      await withStore(database, async (store) => {
        const item = await reading(store, (db) => findReviewCase(db, number))
        if (item === null) throw noCase(number)
        const answers = await reading(store, (db) => readReviewDecisions(db, number))
        if (options.json === true) return console.log(JSON.stringify({ case: item, answers }))
        const [line] = await readReviewLines(store, [item])
        const head = `${pc.bold(`Case ${item.id}`)}  ${line?.who ?? item.subject}  ${line?.why ?? ''}  ${item.status}`
        const candidates = renderCandidates(
          item.candidates,
          await readNamedEmployees(store, [item]),
        )
        console.log([head, candidates, renderAnswers(answers)].filter(Boolean).join('\n\n'))
      })
    })
}

export function noCase(number: number): PodlinkError {
  return new PodlinkError('CONFIG_INVALID', `There is no case ${number}.`, {
    fix: '`podlink review list` shows the numbers.',
  })
}

function renderAnswers(answers: readonly ReviewDecision[]): string {
  if (answers.length === 0) return ''
  return renderTable(
    ['answer', 'employee', 'by', 'when', 'why', 'taken back'],
    answers.map((one) => [
      one.decision.replaceAll('_', ' '),
      one.employeeId === null ? '' : `#${one.employeeId}`,
      one.decidedBy,
      one.decidedAt.toISOString(),
      one.reason ?? '',
      one.revokedBy ?? '',
    ]),
  )
}
