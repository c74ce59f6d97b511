import { canonicalJson, type Json } from '../../kernel/canonical-json.ts'
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
  readonly parsed: Json
}

/** Stores the delivery; `duplicate` when its id was accepted before, and nothing is stored then. */
export async function insertDelivery(
  db: Queryable,
  delivery: Delivery,
): Promise<'recorded' | 'duplicate'> {
  try {
    await db
      .insertInto('deliveries')
      .values({
        id: delivery.id,
        source: delivery.source,
        type: delivery.type,
        auth0_user_id: delivery.auth0UserId,
        occurred_at: delivery.occurredAt,
        received_at: delivery.receivedAt,
        outcome: delivery.outcome,
        parsed: canonicalJson(delivery.parsed),
      })
      .execute()
    return 'recorded'
  } catch (error) {
    if (isDuplicateKey(error)) return 'duplicate'
    throw error
  }
}
