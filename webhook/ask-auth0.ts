import type { Auth0UserId, JobId } from '../kernel/ids.ts'
import type { StoreTransaction } from '../store/open-store.ts'
import { enqueueJobs } from '../store/tables/account-jobs.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

/**
 * Asks the worker to read the account from Auth0 and record what it finds, once while the same question waits.
 * `deletedAt` is when the account is said to be gone since; null when it is not.
 */
export async function askAuth0(
  deps: Pick<ReceiverDeps, 'newId'>,
  db: StoreTransaction,
  question: { readonly userId: Auth0UserId; readonly deletedAt?: Date; readonly at: Date },
): Promise<void> {
  const { userId, deletedAt, at } = question
  await enqueueJobs(
    db,
    [
      {
        id: deps.newId() as JobId,
        kind: 'read_account',
        employeeId: null,
        auth0UserId: userId,
        generation: 1,
        payload: deletedAt === undefined ? {} : { deleted_at: deletedAt.toISOString() },
        openKey: `${deletedAt === undefined ? 'read' : 'read-deleted'}:${userId}`,
        runId: null,
      },
    ],
    at,
  )
}
