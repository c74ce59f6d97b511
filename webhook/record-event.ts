import type { Auth0User } from '../store/tables/auth0-user-mapping.ts'
import { type Delivery, insertDeliveries } from '../store/tables/deliveries.ts'
import { inTransaction } from '../store/transaction.ts'
import type { Told } from './account-event.ts'
import type { DeliveryAnswer } from './contract/delivery.ts'
import { isQuick } from './is-quick.ts'
import { openRecording } from './open-recording.ts'
import type { ReceiverDeps } from './receiver-deps.ts'
import { followEvent, isFollowed } from './follow-event.ts'

type Deps = Pick<ReceiverDeps, 'store' | 'connectionsAllowed' | 'matchSettings' | 'now' | 'newId'>

/** What one delivery tells, and the JSON of its validated fields, which is kept. */
export type Delivered = { readonly told: Told; readonly parsed: string }

/** Null for one that is left to a transaction of its own, and nothing of it is stored. */
type GroupAnswer = DeliveryAnswer | null

/**
 * Records what deliveries tell, with everything that follows from it, in one transaction, and answers each as if they had
 * been recorded one after the other in this order. All of them are stored, or none. Those that take long are left.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_CONFLICT: nothing was stored, the same deliveries may come again.
 */
export function recordGroup(
  deps: Deps,
  group: readonly Delivered[],
): Promise<readonly GroupAnswer[]> {
  return record(deps, group, isQuick)
}

/** As {@link recordGroup}, of one delivery, however long it takes. */
export async function recordEvent(deps: Deps, told: Told, parsed: string): Promise<DeliveryAnswer> {
  const [answer] = await record(deps, [{ told, parsed }], () => true)
  if (!answer) throw new TypeError('record answers each delivery it takes')
  return answer
}

function record(
  deps: Deps,
  group: readonly Delivered[],
  takes: (told: Told, user: Auth0User | null) => boolean,
): Promise<readonly GroupAnswer[]> {
  return inTransaction(deps.store, async (db) => {
    const at = deps.now()
    const ids = group.map(({ told }) => told.userId)
    const recording = await openRecording(db, at, ids)
    const taken = group.filter(({ told }) => takes(told, recording.findUser(told.userId)))
    const statuses = await insertDeliveries(
      db,
      taken.map((one) => toDelivery(one, at)),
    )
    const events = taken.flatMap((one, index) => {
      const status = statuses[index]
      return status === undefined ? [] : [{ one, status }]
    })
    await recording.expect(
      events
        .filter(({ one, status }) => isFollowed(one.told, status))
        .map(({ one }) => one.told.userId),
    )
    const answers = new Map<Delivered, DeliveryAnswer>()
    for (const { one, status } of events) {
      answers.set(one, await followEvent(deps, recording, one.told, status))
    }
    await recording.finish()
    return group.map((one) => answers.get(one) ?? null)
  })
}

function toDelivery({ told, parsed }: Delivered, receivedAt: Date): Delivery {
  return {
    id: told.deliveryId,
    source: told.source,
    type: told.type,
    auth0UserId: told.userId,
    occurredAt: told.occurredAt,
    receivedAt,
    outcome: 'recorded',
    parsed,
  }
}
