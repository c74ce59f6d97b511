import { CREATED_BY } from '../kernel/account-metadata.ts'
import { type Auth0UserId, type EmployeeId, parseAuth0UserId } from '../kernel/ids.ts'
import type { Store } from '../store/open-store.ts'
import { wasAskedFor } from '../store/tables/account-jobs.ts'
import { reading } from '../store/transaction.ts'
import type { Auth0Account } from './auth0-accounts.ts'

const PROVIDER = 'auth0|'

/**
 * The Auth0 id of an employee's account, known before it exists, so that Auth0 itself refuses a second one. `generation`
 * rises only when the account before it was deleted.
 */
export function podlinkUserId(employeeId: EmployeeId, generation: number): Auth0UserId {
  const id = parseAuth0UserId(`${PROVIDER}podlink-${employeeId}-${generation}`)
  if (id === null) throw new TypeError('podlinkUserId: generation must be a whole number')
  return id
}

/** The id without its provider, as `POST /users` takes it. */
export function withoutProvider(id: Auth0UserId): string {
  return id.slice(PROVIDER.length)
}

/**
 * True when podlink made this account for this employee: it carries podlink's mark, and the job the mark names is one of
 * ours that asked for just this account. Whoever may write `app_metadata` could set a mark, yet knows no job.
 */
export async function isMadeFor(
  deps: { readonly store: Store },
  account: Auth0Account,
  employeeId: EmployeeId,
): Promise<boolean> {
  const { created_by, employee_id, podlink_job_id: jobId } = account.appMetadata
  if (created_by !== CREATED_BY || employee_id !== employeeId || typeof jobId !== 'string')
    return false
  return reading(deps.store, (db) =>
    wasAskedFor(db, { jobId, employeeId, auth0UserId: account.id }),
  )
}
