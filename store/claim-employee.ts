import type { Auth0UserId, EmployeeId } from '../kernel/ids.ts'
import type { Queryable, Store } from './open-store.ts'
import { findAuth0UserOfEmployee } from './tables/auth0-user-mapping.ts'
import { findEmployeesByAuth0User, setEmployeeAuth0UserId } from './tables/employees.ts'

/**
 * True when the employee had no account until now and this one is his from here on; two sign-ups never both get true.
 * False also when an employee's row names the account already, whoever wrote it there.
 */
export async function claimEmployee(
  db: Queryable,
  columns: Store['columns'],
  claim: { readonly employeeId: EmployeeId; readonly auth0UserId: Auth0UserId },
): Promise<boolean> {
  const { employeeId, auth0UserId } = claim
  const holder = await findAuth0UserOfEmployee(db, employeeId)
  if (holder !== null && holder.auth0UserId !== auth0UserId) return false
  const named = await findEmployeesByAuth0User(db, columns, auth0UserId)
  if (named.length > 0) return false
  return setEmployeeAuth0UserId(db, columns, { employeeId, auth0UserId, expected: null })
}
