import { canonicalJson, type Json } from '../../kernel/canonical-json.ts'
import type { Auth0UserId, DeliveryId, EmployeeId, JobId, RunId } from '../../kernel/ids.ts'
import type { Queryable } from '../open-store.ts'
import { isDuplicateKey } from '../store-errors.ts'

export type LedgerOperation =
  | 'create_user'
  | 'assign_roles'
  | 'patch_metadata'
  | 'delete_user'
  | 'offer_enrichment'

/** One write to Auth0: what was there, what is there after it, and how to take it back. */
export type LedgerEntry = {
  readonly id: string
  readonly operation: LedgerOperation
  /** Names this write for ever, such as `create:auth0|podlink-42-1`; the same write is never entered twice. */
  readonly writeKey: string
  readonly auth0UserId: Auth0UserId | null
  readonly employeeId: EmployeeId | null
  readonly jobId?: JobId | null
  readonly deliveryId?: DeliveryId | null
  readonly runId?: RunId | null
  readonly before: Json
  readonly after: Json
  /** How to undo it; null when it cannot be undone. */
  readonly undo: Json
}

/** What stands in the ledger under a write key. */
export type LedgerState = {
  readonly id: string
  readonly state: 'intended' | 'done' | 'failed' | 'undone'
  readonly before: Json
}

/**
 * Enters the write as `intended`, before it is sent. False when the ledger holds this write key already, as after a crash
 * between the entry and the answer; one that failed is `intended` again then, and keeps what it said of the time before.
 */
export async function enterWrite(
  db: Queryable,
  entry: LedgerEntry,
  at: Date,
  state: 'intended' | 'done' = 'intended',
): Promise<boolean> {
  try {
    await db
      .insertInto('write_ledger')
      .values({
        id: entry.id,
        operation: entry.operation,
        state,
        write_key: entry.writeKey,
        auth0_user_id: entry.auth0UserId,
        employee_id: entry.employeeId,
        job_id: entry.jobId ?? null,
        delivery_id: entry.deliveryId ?? null,
        run_id: entry.runId ?? null,
        before_state: canonicalJson(entry.before),
        after_state: canonicalJson(entry.after),
        undo_by: canonicalJson(entry.undo),
        created_at: at,
        finished_at: state === 'done' ? at : null,
      })
      .execute()
    return true
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    await db
      .updateTable('write_ledger')
      .set({ state: 'intended', after_state: canonicalJson(entry.after), finished_at: null })
      .where('write_key', '=', entry.writeKey)
      .where('state', '=', 'failed')
      .execute()
    return false
  }
}

/** The ledger's word on a write, or null when it was never entered. */
export async function findWrite(db: Queryable, writeKey: string): Promise<LedgerState | null> {
  const row = await db
    .selectFrom('write_ledger')
    .select(['id', 'state', 'before_state'])
    .where('write_key', '=', writeKey)
    .executeTakeFirst()
  return row === undefined
    ? null
    : { id: row.id, state: row.state, before: JSON.parse(row.before_state ?? 'null') as Json }
}

/** One entry of the ledger as it stands now. */
export type LedgerLine = LedgerState & {
  readonly writeKey: string
  readonly after: Json
  readonly createdAt: Date
}

/** The writes of this kind to one user, in the order they were entered; those of one job when `jobId` is given. */
export async function readWrites(
  db: Queryable,
  of: { auth0UserId: Auth0UserId; operation: LedgerOperation; jobId?: JobId },
): Promise<readonly LedgerLine[]> {
  let query = db
    .selectFrom('write_ledger')
    .selectAll()
    .where('auth0_user_id', '=', of.auth0UserId)
    .where('operation', '=', of.operation)
  if (of.jobId !== undefined) query = query.where('job_id', '=', of.jobId)
  const rows = await query.orderBy('created_at').execute()
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    writeKey: row.write_key,
    before: JSON.parse(row.before_state ?? 'null') as Json,
    after: JSON.parse(row.after_state ?? 'null') as Json,
    createdAt: row.created_at,
  }))
}

/** Marks the write as done or failed, with what is there after it. One that is done or undone stays as it is. */
export async function settleWrite(
  db: Queryable,
  writeKey: string,
  end: { state: 'done' | 'failed'; after: Json; at: Date },
): Promise<void> {
  await db
    .updateTable('write_ledger')
    .set({ state: end.state, after_state: canonicalJson(end.after), finished_at: end.at })
    .where('write_key', '=', writeKey)
    .where('state', 'not in', ['done', 'undone'])
    .execute()
}

/** Marks the write as taken back; does nothing when it was never entered. */
export async function markUndone(db: Queryable, writeKey: string): Promise<void> {
  await db
    .updateTable('write_ledger')
    .set({ state: 'undone' })
    .where('write_key', '=', writeKey)
    .execute()
}
