import type { Auth0UserId, EmployeeId } from '../kernel/ids.ts'
import { parseAuth0UserId } from '../kernel/ids.ts'
import type { Store } from '../store/open-store.ts'
import { findAuth0Users } from '../store/tables/auth0-user-mapping.ts'
import { type Employee, findEmployees } from '../store/tables/employees.ts'
import type { ReviewCase } from '../store/tables/review-cases.ts'
import { reading } from '../store/transaction.ts'
import { namedEmployees, type ReviewLine, toReviewLine } from './review-lines.ts'

/** One line per case, with the names and addresses that its ids stand for. */
export async function readReviewLines(
  store: Store,
  cases: readonly ReviewCase[],
): Promise<readonly ReviewLine[]> {
  const employees = await readNamedEmployees(store, cases)
  const addresses = await readAddresses(store, cases)
  return cases.map((item) => toReviewLine(item, employees, addresses))
}

/** The employees that the cases name, by id. */
export async function readNamedEmployees(
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
