import { type Selectable, sql } from 'kysely'
import { type DeliveryId, parseDeliveryId } from '../../kernel/ids.ts'
import type { Queryable } from '../open-store.ts'
import type { DB } from '../schema.ts'
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

export type KeptLetter = DeadLetter & {
  readonly id: number
  /** Null as long as it waits. */
  readonly replayedAt: Date | null
}

/** The latest letters, oldest first; those that were replayed only when asked for. */
export async function readDeadLetters(
  db: Queryable,
  options: { readonly limit: number; readonly withReplayed: boolean },
): Promise<readonly KeptLetter[]> {
  const rows = await db
    .selectFrom('dead_letters')
    .selectAll()
    .$if(!options.withReplayed, (query) => query.where('replayed_at', 'is', null))
    .orderBy('id', 'desc')
    .limit(options.limit)
    .execute()
  return rows.map(toKeptLetter).toReversed()
}

/** The letter with this number, or null. */
export async function findDeadLetter(db: Queryable, id: number): Promise<KeptLetter | null> {
  const row = await db
    .selectFrom('dead_letters')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? null : toKeptLetter(row)
}

/** Notes that what it says is recorded; its bytes are not needed any more and go. */
export async function markReplayed(db: Queryable, id: number, at: Date): Promise<void> {
  await db
    .updateTable('dead_letters')
    .set({ replayed_at: at, body_nonce: null, body_sealed: null })
    .where('id', '=', id)
    .execute()
}

/** Removes the bytes of letters received before `before`, and keeps their reasons. Returns how many had any. */
export async function dropOldBodies(db: Queryable, before: Date): Promise<number> {
  const result = await db
    .updateTable('dead_letters')
    .set({ body_nonce: null, body_sealed: null })
    .where('received_at', '<', before)
    .where('body_sealed', 'is not', null)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

function toKeptLetter(row: Selectable<DB['dead_letters']>): KeptLetter {
  const { body_nonce: nonce, body_sealed: sealed } = row
  return {
    id: row.id,
    deliveryId: parseDeliveryId(row.delivery_id),
    source: row.source,
    reason: row.reason,
    body: nonce === null || sealed === null ? null : { nonce, sealed },
    receivedAt: row.received_at,
    replayedAt: row.replayed_at,
  }
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
