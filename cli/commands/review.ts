import { Command, Option } from 'commander'
import pc from 'picocolors'
import type { Json } from '../../kernel/canonical-json.ts'
import { readOpenReviewCases, type ReviewCase } from '../../store/tables/review-cases.ts'
import { reading } from '../../store/transaction.ts'
import { toConfig } from '../config/to-config.ts'
import type { Session } from '../session.ts'
import { renderTable } from '../table.ts'
import { withStore } from '../with-store.ts'

/** `podlink review list`: what waits for a person. */
export function reviewCommand(session: Session): Command {
  const review = new Command('review').description('What the rules leave to a person.')
  review
    .command('list')
    .description('List the open cases, oldest first. Reads only.')
    .addOption(
      new Option('--kind <kind>', 'cases of one kind').choices([
        'podfactory_user',
        'sign_up',
        'account',
        'conflict',
      ]),
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink review list --kind podfactory_user')
    .action(async (options: { kind?: ReviewCase['kind']; json?: boolean }) => {
      const { database } = toConfig(session.env, ['database'])
      const cases = await withStore(database, (store) =>
        reading(store, (db) => readOpenReviewCases(db, options.kind)),
      )
      if (options.json === true) {
        console.log(JSON.stringify({ cases }))
        return
      }
      if (cases.length === 0) console.log(pc.green('Nobody waits for a decision.'))
      else
        console.log(
          renderTable(
            ['case', 'about', 'id', 'why a person decides', 'candidates'],
            cases.map(toRow),
          ),
        )
    })
  return review
}

function toRow(item: ReviewCase): readonly string[] {
  return [
    String(item.id),
    item.kind.replaceAll('_', ' '),
    item.subject,
    item.reason,
    showCandidates(item.candidates),
  ]
}

function showCandidates(candidates: Json): string {
  if (!Array.isArray(candidates) || candidates.length === 0) return 'none'
  const ids = candidates.map((candidate: Json) =>
    typeof candidate === 'object' && candidate !== null && 'employeeId' in candidate
      ? `#${String(candidate['employeeId'])}`
      : '?',
  )
  return ids.length > 4 ? `${ids.slice(0, 4).join(' ')} … (${ids.length})` : ids.join(' ')
}
