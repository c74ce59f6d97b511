import { CREATED_BY } from '../kernel/account-metadata.ts'
import { type Auth0UserId, type EmployeeId, parseAuth0UserId } from '../kernel/ids.ts'
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

/** True when podlink made this account for this employee. Users cannot write `app_metadata`. */
export function isMadeFor(account: Auth0Account, employeeId: EmployeeId): boolean {
  const { created_by, employee_id, podlink_job_id } = account.appMetadata
  return (
    created_by === CREATED_BY && typeof podlink_job_id === 'string' && employee_id === employeeId
  )
}
