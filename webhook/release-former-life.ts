import { nextOffer } from '../kernel/enrichment.ts'
import type { StoreTransaction } from '../store/open-store.ts'
import type { Auth0User } from '../store/tables/auth0-user-mapping.ts'
import { setEmployeeAuth0UserId } from '../store/tables/employees.ts'
import { appendAudit } from '../store/tables/mapping-audit.ts'
import type { AccountEvent } from './account-event.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

/**
 * Takes employee and facts off an account that Auth0 made again under its id: who has it now must prove it anew, and the new
 * account holds nothing of what the former one was offered. Returns the user as he is to be stored.
 */
export async function releaseFormerLife(
  deps: Pick<ReceiverDeps, 'store'>,
  db: StoreTransaction,
  event: AccountEvent,
  former: { readonly user: Auth0User; readonly at: Date },
): Promise<Auth0User> {
  const { user, at } = former
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
  await appendAudit(db, [
    {
      action: 'account_unlinked',
      actor: 'receiver',
      reason: 'account_made_anew',
      at,
      employeeId: user.employeeId,
      auth0UserId: user.auth0UserId,
      deliveryId: event.deliveryId,
      before: { employee_id: user.employeeId },
      after: { employee_id: null },
    },
  ])
  return released
}
