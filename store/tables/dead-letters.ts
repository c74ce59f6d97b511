import { sql } from 'kysely'
import type { DeliveryId } from '../../kernel/ids.ts'
import type { Queryable } from '../open-store.ts'
import type { DeliverySource } from './deliveries.ts'

/** A delivery that was genuine but could not be understood; its bytes are sealed, null when no key is configured. */
export type DeadLetter = {
  readonly deliveryId: DeliveryId | null
  readonly source: DeliverySource
  readonly reason: string
  readonly body: { readonly nonce: Buffer; readonly sealed: Buffer } | null
  readonly receivedAt: Date
}

/** Keeps the letter; one of the same delivery that is kept already stays as it is. */
export async function insertDeadLetter(db: Queryable, letter: DeadLetter): Promise<void> {
  await db
    .insertInto('dead_letters')
    .values({
      delivery_id: letter.deliveryId,
      source: letter.source,
      reason: letter.reason,
      body_nonce: letter.body?.nonce ?? null,
      body_sealed: letter.body?.sealed ?? null,
      received_at: letter.receivedAt,
    })
    .onDuplicateKeyUpdate({ delivery_id: sql`delivery_id` })
    .execute()
}

/** Letters kept and not replayed. */
export async function countDeadLetters(db: Queryable): Promise<number> {
  const row = await db
    .selectFrom('dead_letters')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('replayed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}
