import { setTimeout as sleep } from 'node:timers/promises'
import type { Queryable, Store, StoreTransaction } from './open-store.ts'
import { isConflict, toStoreError } from './store-errors.ts'

/** Enough for the short bursts that clusters refuse at commit; the waits add up to about 1.3 s. */
const ATTEMPTS_MAX = 8
const FIRST_WAIT_MS = 10

/**
 * Runs `work` in one transaction: all of it is stored, or nothing. On a deadlock or a refused commit the whole
 * of `work` runs again, so it must hold no effect outside the transaction.
 * @throws PodlinkError STORE_CONFLICT, STORE_UNREACHABLE or STORE_QUERY; whatever `work` throws passes through.
 */
export async function inTransaction<Result>(
  store: Store,
  work: (transaction: StoreTransaction) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store.db.transaction().execute(work)
    } catch (error) {
      if (!isConflict(error) || attempt === ATTEMPTS_MAX) throw toStoreError(error)
      // Two that were in each other's way must not meet again at the next attempt.
      await sleep(FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random()))
    }
  }
}

/**
 * Runs single statements outside a transaction, with the same errors as {@link inTransaction}.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_QUERY.
 */
export async function reading<Result>(
  store: Store,
  work: (db: Queryable) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(store.db)
  } catch (error) {
    throw toStoreError(error)
  }
}
