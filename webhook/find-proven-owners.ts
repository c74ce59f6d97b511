import type { StoreTransaction } from '../store/open-store.ts'
import { type Employee, findEmployeesByEmail } from '../store/tables/employees.ts'
import type { AccountEvent } from './account-event.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

/** Employees whose address the database holds for equal to the one the event proves; nobody while it proves none. */
export async function findProvenOwners(
  deps: Pick<ReceiverDeps, 'store'>,
  db: StoreTransaction,
  event: AccountEvent,
): Promise<readonly Employee[]> {
  if (event.email === null || !event.isEmailVerified) return []
  return findEmployeesByEmail(db, deps.store.columns, event.email)
}
