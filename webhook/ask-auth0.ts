import type { Auth0UserId, JobId } from '../kernel/ids.ts'
import { enqueueReads } from '../store/enqueue-reads.ts'
import type { StoreTransaction } from '../store/open-store.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

/**
 * Asks the worker to read the account from Auth0 and record what it finds, once while the same question waits.
 * `deletedAt` is when the account is said to be gone since; absent when it is not.
 */
export function askAuth0(
  deps: Pick<ReceiverDeps, 'newId'>,
  db: StoreTransaction,
  {
    at,
    ...question
  }: { readonly userId: Auth0UserId; readonly deletedAt?: Date; readonly at: Date },
): Promise<void> {
  return enqueueReads(db, [{ ...question, jobId: deps.newId() as JobId }], at)
}
