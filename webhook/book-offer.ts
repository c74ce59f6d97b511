import type { Auth0User } from '../store/tables/auth0-user-mapping.ts'
import { enterWrite } from '../store/tables/write-ledger.ts'
import type { AccountEvent } from './account-event.ts'
import type { EnrichmentFacts } from './contract/delivery.ts'
import type { Recording } from './open-recording.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

/**
 * Enters an offer that the Action will apply into the write ledger, with what the account held before, once per user and
 * revision: the login that takes it is an external write like any other, and can be undone like one.
 */
export async function bookOffer(
  deps: Pick<ReceiverDeps, 'newId'>,
  { db, at, note }: Recording,
  event: AccountEvent,
  offered: { readonly user: Auth0User; readonly offer: EnrichmentFacts },
): Promise<void> {
  const { user, offer } = offered
  if ((event.held.podlink_rev ?? 0) >= offer.podlink_rev) return
  // A registration cannot write metadata; the first login takes the offer.
  if (event.type !== 'post_login') return
  const before = {
    employee_id: event.held.employee_id ?? null,
    department: event.held.department ?? null,
    role_code: event.held.role_code ?? null,
    podlink_rev: event.held.podlink_rev ?? null,
  }
  const isEntered = await enterWrite(
    db,
    {
      id: deps.newId(),
      operation: 'offer_enrichment',
      writeKey: `offer:${user.auth0UserId}:${offer.podlink_rev}`,
      auth0UserId: user.auth0UserId,
      employeeId: user.employeeId,
      deliveryId: event.deliveryId,
      before,
      after: offer,
      undo: before,
    },
    at,
    'done',
  )
  if (!isEntered) return
  note({
    action: 'enrichment_offered',
    actor: 'receiver',
    reason: 'login',
    at,
    employeeId: user.employeeId,
    auth0UserId: user.auth0UserId,
    deliveryId: event.deliveryId,
    before,
    after: offer,
  })
}
