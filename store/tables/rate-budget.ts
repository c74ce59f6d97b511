import { sql } from 'kysely'
import type { Queryable } from '../open-store.ts'

/** A token bucket shared by every process: at most `burst` calls at once, `perSecond` in the long run. */
export type RateBudget = {
  readonly bucket: string
  readonly burst: number
  readonly perSecond: number
}

/** Makes sure the bucket exists, full when it is new. */
export async function ensureRateBudget(db: Queryable, budget: RateBudget): Promise<void> {
  await sql`
    INSERT INTO rate_budget (bucket, tokens, refilled_at)
    VALUES (${budget.bucket}, ${budget.burst}, UTC_TIMESTAMP(6))
    ON DUPLICATE KEY UPDATE bucket = bucket`.execute(db)
}

/**
 * Takes one call from the bucket by the database's clock. Returns 0 when it was granted, otherwise after how many
 * milliseconds to ask again; nothing is taken then. However many processes ask, no more is granted than the
 * bucket holds: the check and the taking are one statement.
 */
export async function takeCall(db: Queryable, budget: RateBudget): Promise<number> {
  const refilled = sql`LEAST(${budget.burst}, tokens + ${budget.perSecond} * TIMESTAMPDIFF(MICROSECOND, refilled_at, UTC_TIMESTAMP(6)) / 1000000)`
  const taken = await sql`
    UPDATE rate_budget SET tokens = ${refilled} - 1, refilled_at = UTC_TIMESTAMP(6)
    WHERE bucket = ${budget.bucket} AND ${refilled} >= 1
      AND (paused_until IS NULL OR paused_until <= UTC_TIMESTAMP(6))`.execute(db)
  if (taken.numAffectedRows === 1n) return 0
  const state = await sql<{ tokens: number | string; paused_ms: number | string | null }>`
    SELECT ${refilled} AS tokens,
      TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), paused_until) / 1000 AS paused_ms
    FROM rate_budget WHERE bucket = ${budget.bucket}`.execute(db)
  const row = state.rows[0]
  const refillMs = ((1 - Number(row?.tokens ?? 0)) / budget.perSecond) * 1000
  return Math.max(1, Math.ceil(refillMs), Math.ceil(Number(row?.paused_ms ?? 0)))
}

/** No call is granted from the bucket for `pauseMs` milliseconds; a longer pause that stands already stays. */
export async function pauseCalls(db: Queryable, bucket: string, pauseMs: number): Promise<void> {
  const until = sql`UTC_TIMESTAMP(6) + INTERVAL ${Math.ceil(pauseMs * 1000)} MICROSECOND`
  await sql`
    UPDATE rate_budget SET tokens = 0, refilled_at = UTC_TIMESTAMP(6),
      paused_until = GREATEST(COALESCE(paused_until, ${until}), ${until})
    WHERE bucket = ${bucket}`.execute(db)
}
