import { lockJob } from '../store/tables/account-jobs.ts'
import { enterWrite, type LedgerEntry } from '../store/tables/write-ledger.ts'
import { inTransaction } from '../store/transaction.ts'
import type { AccountDeps, Work } from './account-deps.ts'

/**
 * Enters a write in the ledger before it is sent; one that an earlier attempt entered stays as it is. A worker whose job
 * was taken over gets no further than this.
 * @throws PodlinkError STORE_LEASE_LOST
 */
export async function bookWrite(
  deps: Pick<AccountDeps, 'store' | 'newId' | 'now'>,
  { job, lease }: Work,
  write: Pick<LedgerEntry, 'operation' | 'writeKey' | 'auth0UserId' | 'before' | 'after' | 'undo'>,
): Promise<void> {
  const origin = { employeeId: job.employeeId, jobId: job.id, runId: job.runId }
  await inTransaction(deps.store, async (db) => {
    await lockJob(db, lease)
    await enterWrite(db, { id: deps.newId(), ...origin, ...write }, deps.now())
  })
}
