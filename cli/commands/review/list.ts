import { Command, Option } from 'commander'
import pc from 'picocolors'
import {
  readOpenReviewCases,
  type ReviewCase,
  type ReviewKind,
} from '../../../store/tables/review-cases.ts'
import type { Store } from '../../../store/open-store.ts'
import { reading } from '../../../store/transaction.ts'
import { toConfig } from '../../config/to-config.ts'
import { readReviewLines } from '../../read-review-lines.ts'
import type { ReviewLine } from '../../review-lines.ts'
import type { Session } from '../../session.ts'
import { renderTable } from '../../table.ts'
import { withStore } from '../../with-store.ts'

export const REVIEW_KINDS: readonly ReviewKind[] = [
  'podfactory_user',
  'sign_up',
  'account',
  'conflict',
]

type Options = { readonly kind?: ReviewKind; readonly json?: boolean }

/** `podlink review list`: what waits for a person. */
export function listCommand(session: Session): Command {
  return new Command('list')
    .description('List the open cases, oldest first. Reads only.')
    .addOption(new Option('--kind <kind>', 'cases of one kind').choices([...REVIEW_KINDS]))
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink review list --kind podfactory_user')
    .action(async (options: Options) => {
      const { database } = toConfig(session.env, ['database'])
      await withStore(database, async (store) => {
        const cases = await reading(store, (db) => readOpenReviewCases(db, options.kind))
        console.log(options.json === true ? JSON.stringify({ cases }) : await show(store, cases))
      })
    })
}

async function show(store: Store, cases: readonly ReviewCase[]): Promise<string> {
  if (cases.length === 0) return pc.green('Nobody waits for a decision.')
  const lines = await readReviewLines(store, cases)
  const table = renderTable(
    ['case', 'about', 'who', 'why a person decides', 'may be'],
    lines.map(toRow),
  )
  return `${table}\n\n${cases.length} wait for a person. \`podlink review show <case>\` shows one with all its evidence.`
}

function toRow({ id, kind, who, why, candidates }: ReviewLine): readonly string[] {
  return [String(id), kind, who, why, candidates]
}
