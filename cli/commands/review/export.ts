import { writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import type { EmployeeId } from '../../../kernel/ids.ts'
import type { Employee } from '../../../store/tables/employees.ts'
import { readOpenReviewCases, type ReviewKind } from '../../../store/tables/review-cases.ts'
import { reading } from '../../../store/transaction.ts'
import { toAnswerSheet } from '../../../sync/review/answers-csv.ts'
import { candidateIds, isAnswerable } from '../../../sync/review/check-answer.ts'
import { toConfig } from '../../config/to-config.ts'
import { readNamedEmployees, readReviewLines } from '../../read-review-lines.ts'
import type { Session } from '../../session.ts'
import { withStore } from '../../with-store.ts'
import { REVIEW_KINDS } from './list.ts'

type Options = { readonly kind?: ReviewKind; readonly json?: boolean }

/** `podlink review export`: the open cases as a table to fill in. */
export function exportCommand(session: Session): Command {
  return new Command('export')
    .description(
      'Write the cases that an answer settles into a CSV file. It holds names and addresses: treat it so.',
    )
    .argument('<file>', 'the file to write')
    .addOption(new Option('--kind <kind>', 'cases of one kind').choices([...REVIEW_KINDS]))
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  podlink review export reviews.csv   # fill in decision, employee and reason\n  podlink review import reviews.csv   # shows what it would record',
    )
    .action(async (file: string, options: Options) => {
      const { database } = toConfig(session.env, ['database'])
      const count = await withStore(database, async (store) => {
        const open = await reading(store, (db) => readOpenReviewCases(db, options.kind))
        const cases = open.filter(isAnswerable)
        const lines = await readReviewLines(store, cases)
        const employees = await readNamedEmployees(store, cases)
        const rows = cases.map((item, index) => ({
          id: item.id,
          about: item.kind.replaceAll('_', ' '),
          who: lines[index]?.who ?? item.subject,
          why: lines[index]?.why ?? item.reason,
          candidates: candidateIds(item.candidates).map((id) => describe(id, employees)),
        }))
        await writeFile(file, toAnswerSheet(rows), { mode: 0o600 })
        return rows.length
      })
      if (options.json === true) console.log(JSON.stringify({ file, cases: count }))
      else console.log(`${count} cases written to ${file}; only you can read it.`)
    })
}

function describe(id: EmployeeId, employees: ReadonlyMap<EmployeeId, Employee>): string {
  const employee = employees.get(id)
  if (employee === undefined) return `#${id}`
  const { name, email, department, isActive } = employee
  const facts = [email, department, isActive ? null : 'inactive'].filter((fact) => fact !== null)
  return `#${id} ${name}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`
}
