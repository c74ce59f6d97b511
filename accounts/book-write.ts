import { lockJob } from '../store/tables/account-jobs.ts'
import { enterWrite, type LedgerEntry, settleWrite } from '../store/tables/write-ledger.ts'
import { inTransaction } from '../store/transaction.ts'
import type { AccountDeps, Work } from './account-deps.ts'

type Deps = Pick<AccountDeps, 'store' | 'newId' | 'now'>
type Write = Pick<
  LedgerEntry,
  'operation' | 'writeKey' | 'auth0UserId' | 'before' | 'after' | 'undo'
>

/**
 * Enters a write in the ledger before it is sent (`done`: one that need not be sent); what an earlier attempt said of the
 * time before it stays. A worker whose job was taken over gets no further than this.
 * @throws PodlinkError STORE_LEASE_LOST
 */
export async function bookWrite(
  deps: Deps,
  { job, lease }: Work,
  write: Write,
  state: 'intended' | 'done' = 'intended',
): Promise<void> {
  const origin = { employeeId: job.employeeId, jobId: job.id, runId: job.runId }
  await inTransaction(deps.store, async (db) => {
    await lockJob(db, lease)
    await enterWrite(db, { id: deps.newId(), ...origin, ...write }, deps.now(), state)
  })
}

/**
 * Tells the ledger how a booked write ended. A worker that slept through the end of its lease tells nothing: the word on
 * the write is the other worker's by then.
 * @throws PodlinkError STORE_LEASE_LOST
 */
export async function settleBooked(
  deps: Deps,
  { lease }: Work,
  writeKey: string,
  end: Omit<Parameters<typeof settleWrite>[2], 'at'>,
): Promise<void> {
  await inTransaction(deps.store, async (db) => {
    await lockJob(db, lease)
    await settleWrite(db, writeKey, { ...end, at: deps.now() })
  })
}
