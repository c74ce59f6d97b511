import type { Auth0UserId } from '../kernel/ids.ts'
import type { StoreTransaction } from '../store/open-store.ts'
import { finishJob } from '../store/tables/account-jobs.ts'
import { appendAudit } from '../store/tables/mapping-audit.ts'
import {
  closeReviewCases,
  findNewestReviewCase,
  openReviewCases,
} from '../store/tables/review-cases.ts'
import { inTransaction } from '../store/transaction.ts'
import type { AccountDeps, JobEnd, Work } from './account-deps.ts'
import { type Candidate, type QuestionReason, withInstruction } from './review-instructions.ts'

/** A question about an account. */
export type Question = {
  readonly reason: QuestionReason
  readonly candidates: readonly Candidate[]
  /** The account it is about; the job's own when absent. */
  readonly auth0UserId?: Auth0UserId
}

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
  return inTransaction(deps.store, async (db) => {
    await alongside(db)
    return storeQuestion(db, deps, work, question)
  })
}

/** As {@link endInReview}, in the caller's transaction. */
export async function storeQuestion(
  db: StoreTransaction,
  deps: Pick<AccountDeps, 'now'>,
  work: Work,
  question: Question,
): Promise<JobEnd> {
  const { reason } = question
  await askPerson(db, deps, work, question)
  await finishJob(db, work.lease, { status: 'review', error: reason, at: deps.now() })
  return { status: 'review', reason }
}

/** Opens the question about the job's employee (its user when it has none), with its line of history. */
export async function askPerson(
  db: StoreTransaction,
  deps: Pick<AccountDeps, 'now'>,
  { job }: Pick<Work, 'job'>,
  question: Question,
): Promise<void> {
  const at = deps.now()
  const { reason } = question
  const candidates = withInstruction(reason, question.candidates)
  const about = { subject: subjectOf(job), jobId: job.id, runId: job.runId }
  await openReviewCases(db, [{ kind: 'account', reason, candidates, ...about }], at)
  await appendAudit(db, [
    {
      action: 'review_opened',
      actor: 'worker',
      reason,
      at,
      employeeId: job.employeeId,
      auth0UserId: question.auth0UserId ?? job.auth0UserId,
      jobId: job.id,
      runId: job.runId,
      evidence: question.candidates,
    },
  ])
}

/** Closes the question that an earlier job of the kind left behind when it was given up, now that one succeeded. */
export async function closeFailure(
  db: StoreTransaction,
  deps: Pick<AccountDeps, 'now'>,
  { job }: Pick<Work, 'job'>,
  reason: QuestionReason,
): Promise<void> {
  const subject = subjectOf(job)
  const asked = await findNewestReviewCase(db, 'account', subject)
  if (asked?.status !== 'open' || asked.reason !== reason) return
  const at = deps.now()
  await closeReviewCases(db, 'account', [subject], { because: 'succeeded', at })
  await appendAudit(db, [
    {
      action: 'review_closed',
      actor: 'worker',
      reason: 'succeeded',
      at,
      employeeId: job.employeeId,
      auth0UserId: job.auth0UserId,
      jobId: job.id,
      runId: job.runId,
      before: { reason },
    },
  ])
}

/** What a question about this job is about: the employee, or the Auth0 user of a job without one. */
export function subjectOf(job: Work['job']): string {
  return String(job.employeeId ?? job.auth0UserId ?? job.id)
}
