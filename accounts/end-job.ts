import type { Json } from '../kernel/canonical-json.ts'
import type { StoreTransaction } from '../store/open-store.ts'
import { finishJob } from '../store/tables/account-jobs.ts'
import { appendAudit } from '../store/tables/mapping-audit.ts'
import { openReviewCases } from '../store/tables/review-cases.ts'
import { inTransaction } from '../store/transaction.ts'
import type { AccountDeps, JobEnd, Work } from './account-deps.ts'

/** A question about an account; `reason` is a short code, `candidates` hold ids and codes alone. */
export type Question = { readonly reason: string; readonly candidates: Json }

/** Ends the job because nothing is to be done any more. @throws PodlinkError STORE_LEASE_LOST */
export async function cancelJob(deps: AccountDeps, work: Work, reason: string): Promise<JobEnd> {
  await inTransaction(deps.store, (db) =>
    finishJob(db, work.lease, { status: 'cancelled', error: reason, at: deps.now() }),
  )
  return { status: 'cancelled', reason }
}

/**
 * Ends the job with a question to a person; `alongside` is stored with it.
 * @throws PodlinkError STORE_LEASE_LOST
 */
export async function endInReview(
  deps: AccountDeps,
  work: Work,
  question: Question,
  alongside: (db: StoreTransaction) => Promise<void> = async () => {},
): Promise<JobEnd> {
  await inTransaction(deps.store, async (db) => {
    await alongside(db)
    await askPerson(db, deps, work, question)
    await finishJob(db, work.lease, { status: 'review', error: question.reason, at: deps.now() })
  })
  return { status: 'review', reason: question.reason }
}

/** Opens the question about the job's employee (its user when it has none), with its line of history. */
export async function askPerson(
  db: StoreTransaction,
  deps: Pick<AccountDeps, 'now'>,
  { job }: Pick<Work, 'job'>,
  question: Question,
): Promise<void> {
  const at = deps.now()
  await openReviewCases(
    db,
    [{ kind: 'account', subject: subjectOf(job), jobId: job.id, runId: job.runId, ...question }],
    at,
  )
  await appendAudit(db, [
    {
      action: 'review_opened',
      actor: 'worker',
      reason: question.reason,
      at,
      employeeId: job.employeeId,
      auth0UserId: job.auth0UserId,
      jobId: job.id,
      runId: job.runId,
      evidence: question.candidates,
    },
  ])
}

/** What a question about this job is about: the employee, or the Auth0 user of a job without one. */
export function subjectOf(job: Work['job']): string {
  return String(job.employeeId ?? job.auth0UserId ?? job.id)
}
