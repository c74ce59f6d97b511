import type { Auth0UserId, DeliveryId } from '../../kernel/ids.ts'
import type { Queryable } from '../open-store.ts'
import { isDuplicateKey } from '../store-errors.ts'

export type DeliverySource = 'action' | 'event_stream' | 'log_stream' | 'catch_up'

/** One accepted delivery: the fields podlink parsed, never the bytes. */
export type Delivery = {
  readonly id: DeliveryId
  readonly source: DeliverySource
  readonly type: string
  readonly auth0UserId: Auth0UserId | null
  readonly occurredAt: Date
  readonly receivedAt: Date
  readonly outcome: string
  /** JSON. */
  readonly parsed: string
}

export type DeliveryStatus = 'recorded' | 'duplicate'

/**
 * Stores the deliveries, at most a few hundred, and says of each in its place: `duplicate` when its id was accepted before or
 * stands further up in the list, and nothing is stored of it then. Two transactions that store the same ones never wait for
 * each other in a circle.
 */
export async function insertDeliveries(
  db: Queryable,
  deliveries: readonly Delivery[],
): Promise<readonly DeliveryStatus[]> {
  const fresh = new Map<DeliveryId, Delivery>()
  const isFirst = deliveries.map((delivery) => {
    const isNew = !fresh.has(delivery.id)
    if (isNew) fresh.set(delivery.id, delivery)
    return isNew
  })
  while (fresh.size > 0) {
    try {
      await insertAll(db, [...fresh.values()].toSorted(byId))
      break
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      const accepted = await findAccepted(db, [...fresh.keys()])
      // Whoever stored it has committed, so that it is found; without progress this would never end.
      if (accepted.length === 0) throw error
      for (const id of accepted) fresh.delete(id)
    }
  }
  return deliveries.map(({ id }, index) =>
    isFirst[index] === true && fresh.has(id) ? 'recorded' : 'duplicate',
  )
}

async function insertAll(db: Queryable, deliveries: readonly Delivery[]): Promise<void> {
  const rows = deliveries.map((delivery) => ({
    id: delivery.id,
    source: delivery.source,
    type: delivery.type,
    auth0_user_id: delivery.auth0UserId,
    occurred_at: delivery.occurredAt,
    received_at: delivery.receivedAt,
    outcome: delivery.outcome,
    parsed: delivery.parsed,
  }))
  await db.insertInto('deliveries').values(rows).execute()
}

async function findAccepted(
  db: Queryable,
  ids: readonly DeliveryId[],
): Promise<readonly DeliveryId[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('id')
    .where('id', 'in', [...ids])
    .execute()
  return rows.map(({ id }) => id as DeliveryId)
}

function byId(left: Delivery, right: Delivery): number {
  return left.id < right.id ? -1 : 1
}
