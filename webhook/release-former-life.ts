import { nextOffer } from '../kernel/enrichment.ts'
import type { Auth0User } from '../store/tables/auth0-user-mapping.ts'
import { setEmployeeAuth0UserId } from '../store/tables/employees.ts'
import type { AccountEvent } from './account-event.ts'
import type { Recording } from './open-recording.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

/**
 * Takes employee and facts off an account that Auth0 made again under its id: who has it now must prove it anew, and the new
 * account holds nothing of what the former one was offered. Returns the user as he is to be stored.
 */
export async function releaseFormerLife(
  deps: Pick<ReceiverDeps, 'store'>,
  { db, at, note }: Recording,
  event: AccountEvent,
  user: Auth0User,
): Promise<Auth0User> {
  const released = {
    ...user,
    ...nextOffer(user, null),
    employeeId: null,
    matchedBy: null,
    linkRule: null,
  }
  if (user.employeeId === null) return released
  await setEmployeeAuth0UserId(db, deps.store.columns, {
    employeeId: user.employeeId,
    auth0UserId: null,
    expected: user.auth0UserId,
  })
  note({
    action: 'account_unlinked',
    actor: 'receiver',
    reason: 'account_made_anew',
    at,
    employeeId: user.employeeId,
    auth0UserId: user.auth0UserId,
    deliveryId: event.deliveryId,
    before: { employee_id: user.employeeId },
    after: { employee_id: null },
  })
  return released
}
