import { Command, Option } from 'commander'
import pc from 'picocolors'
import type { Auth0UserId, EmployeeId } from '../../kernel/ids.ts'
import { parseAuth0UserId } from '../../kernel/ids.ts'
import type { Store } from '../../store/open-store.ts'
import { findAuth0Users } from '../../store/tables/auth0-user-mapping.ts'
import { type Employee, findEmployees } from '../../store/tables/employees.ts'
import {
  readOpenReviewCases,
  type ReviewCase,
  type ReviewKind,
} from '../../store/tables/review-cases.ts'
import { reading } from '../../store/transaction.ts'
import { toConfig } from '../config/to-config.ts'
import { namedEmployees, type ReviewLine, toReviewLine } from '../review-lines.ts'
import type { Session } from '../session.ts'
import { renderTable } from '../table.ts'
import { withStore } from '../with-store.ts'

type Options = { readonly kind?: ReviewKind; readonly json?: boolean }

/** `podlink review list`: what waits for a person. */
export function reviewCommand(session: Session): Command {
  const review = new Command('review')
    .description('What the rules leave to a person.')
    .addHelpText('after', '\nExample:\n  podlink review list')
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
    .action(async (options: Options) => {
      const { database } = toConfig(session.env, ['database'])
      await withStore(database, async (store) => {
        const cases = await reading(store, (db) => readOpenReviewCases(db, options.kind))
        console.log(options.json === true ? JSON.stringify({ cases }) : await show(store, cases))
      })
    })
  return review
}

async function show(store: Store, cases: readonly ReviewCase[]): Promise<string> {
  if (cases.length === 0) return pc.green('Nobody waits for a decision.')
  const employees = await readNamed(store, cases)
  const addresses = await readAddresses(store, cases)
  const lines = cases.map((item) => toReviewLine(item, employees, addresses))
  const table = renderTable(
    ['case', 'about', 'who', 'why a person decides', 'may be'],
    lines.map(toRow),
  )
  return `${table}\n\n${cases.length} wait for a person. --json shows every candidate with its evidence.`
}

function toRow({ id, kind, who, why, candidates }: ReviewLine): readonly string[] {
  return [String(id), kind, who, why, candidates]
}

async function readNamed(
  store: Store,
  cases: readonly ReviewCase[],
): Promise<ReadonlyMap<EmployeeId, Employee>> {
  const ids = namedEmployees(cases)
  const found = await reading(store, (db) => findEmployees(db, store.columns, ids))
  return new Map(found.map((employee) => [employee.id, employee]))
}

async function readAddresses(
  store: Store,
  cases: readonly ReviewCase[],
): Promise<ReadonlyMap<string, string | null>> {
  const ids = cases.flatMap(({ subject }): readonly Auth0UserId[] => {
    const id = parseAuth0UserId(subject)
    return id === null ? [] : [id]
  })
  const users = await reading(store, (db) => findAuth0Users(db, ids))
  return new Map(users.map((user) => [user.auth0UserId, user.email]))
}
