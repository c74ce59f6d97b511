import type { Auth0UserId, JobId, RunId } from '../kernel/ids.ts'
import type { Queryable } from './open-store.ts'
import { enqueueJobs } from './tables/account-jobs.ts'

/** What is to be asked of Auth0 about one account. */
export type ReadQuestion = {
  readonly jobId: JobId
  readonly userId: Auth0UserId
  /** When the account is said to be gone since; absent when it is not. */
  readonly deletedAt?: Date
  readonly runId?: RunId
}

/** Asks the worker to read the accounts from Auth0 and record what it finds, each once while the same question waits. */
export function enqueueReads(
  db: Queryable,
  questions: readonly ReadQuestion[],
  at: Date,
): Promise<void> {
  const jobs = questions.map(({ jobId, userId, deletedAt, runId }) => ({
    id: jobId,
    kind: 'read_account' as const,
    employeeId: null,
    auth0UserId: userId,
    generation: 1,
    payload: deletedAt === undefined ? {} : { deleted_at: deletedAt.toISOString() },
    // An id can have several lives, each with an end of its own.
    openKey: `read:${userId}${deletedAt === undefined ? '' : `:${deletedAt.getTime()}`}`,
    runId: runId ?? null,
  }))
  return enqueueJobs(db, jobs, at)
}
