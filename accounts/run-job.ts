import { PodlinkError } from '../kernel/errors.ts'
import { finishJob, type JobKind, postponeJob, returnJob } from '../store/tables/account-jobs.ts'
import { forgetMetadataWish } from '../store/tables/auth0-user-mapping.ts'
import { inTransaction } from '../store/transaction.ts'
import type { AccountDeps, JobEnd, Work } from './account-deps.ts'
import { backOffMs, type RetryPolicy } from './back-off.ts'
import { rateLimitWaitMs } from './call-budget.ts'
import { createAccount } from './create-account.ts'
import { deleteAccount } from './delete-account.ts'
import { askPerson } from './end-job.ts'
import type { QuestionReason } from './review-instructions.ts'
import { readAccount } from './read-account.ts'
import { updateMetadata } from './update-metadata.ts'

/**
 * What became of one attempt. `postponed`: it failed and is tried again later. `returned`: it is tried again and this time
 * does not count. `lost`: another worker has the job, or the database could not be told; its lease runs out then.
 */
export type RunEnd =
  | JobEnd
  | { readonly status: 'failed' | 'postponed' | 'returned' | 'lost'; readonly reason: string }

export type RunDeps = AccountDeps & {
  readonly retry: RetryPolicy
  /** 0 to below 1. */
  readonly random: () => number
}

const HANDLERS: Readonly<Record<JobKind, (deps: AccountDeps, work: Work) => Promise<JobEnd>>> = {
  create_account: createAccount,
  update_metadata: updateMetadata,
  delete_account: deleteAccount,
  read_account: readAccount,
}

/** What a person is asked when a job was given up. */
const FAILED_REASONS: Readonly<Record<JobKind, QuestionReason>> = {
  create_account: 'creation_failed',
  update_metadata: 'metadata_failed',
  delete_account: 'deletion_failed',
  read_account: 'reading_failed',
}

/** Carries out one claimed job and decides what becomes of it; never throws. */
export async function runJob(deps: RunDeps, work: Work, signal: AbortSignal): Promise<RunEnd> {
  try {
    return await HANDLERS[work.job.kind](deps, work)
  } catch (error) {
    const code = error instanceof PodlinkError ? error.code : 'INTERNAL'
    try {
      return await endAttempt(deps, work, { error, code, isStopping: signal.aborted })
    } catch (storeError) {
      const reason = storeError instanceof PodlinkError ? storeError.code : 'INTERNAL'
      deps.log.warn({ jobId: work.job.id, code, reason }, 'the end of a job could not be stored')
      return { status: 'lost', reason }
    }
  }
}

type Failure = { readonly error: unknown; readonly code: string; readonly isStopping: boolean }

async function endAttempt(deps: RunDeps, work: Work, failure: Failure): Promise<RunEnd> {
  const { error, code, isStopping } = failure
  if (code === 'STORE_LEASE_LOST') return { status: 'lost', reason: code }
  // Waiting for a call ends with the signal's reason, whatever that is.
  if (isStopping && !(error instanceof PodlinkError))
    return giveBack(deps, work, { waitMs: 0, reason: 'stopped' })
  const ageMs = deps.now().getTime() - work.job.createdAt.getTime()
  const limitMs = rateLimitWaitMs(error)
  if (limitMs !== null && ageMs < deps.retry.ageMaxMs) {
    return giveBack(deps, work, { waitMs: limitMs * (1 + deps.random() / 2), reason: code })
  }
  const waitMs = mayPass(error) ? backOffMs(deps.retry, work.job.attempts, deps.random()) : null
  if (waitMs === null) return giveUp(deps, work, failure)
  const runAt = new Date(deps.now().getTime() + waitMs)
  deps.log.info(
    { jobId: work.job.id, attempt: work.job.attempts, code, waitMs },
    'a job is put off',
  )
  await inTransaction(deps.store, (db) => postponeJob(db, work.lease, { runAt, error: code }))
  return { status: 'postponed', reason: code }
}

/** A refused client is put right by a person while the jobs wait. */
function mayPass(error: unknown): boolean {
  return error instanceof PodlinkError && (error.isRetryable || error.code === 'AUTH0_REFUSED')
}

async function giveBack(
  deps: RunDeps,
  work: Work,
  later: { waitMs: number; reason: string },
): Promise<RunEnd> {
  const runAt = new Date(deps.now().getTime() + later.waitMs)
  await inTransaction(deps.store, (db) => returnJob(db, work.lease, { runAt, error: later.reason }))
  return { status: 'returned', reason: later.reason }
}

/** The wish of a job for metadata is forgotten with it: as long as it is still wanted, the next sync asks again. */
async function giveUp(deps: RunDeps, work: Work, { error, code }: Failure): Promise<RunEnd> {
  const { job, lease } = work
  const details = error instanceof PodlinkError ? error.details : whereOf(error)
  deps.log.error({ jobId: job.id, jobKind: job.kind, code, details }, 'a job is given up')
  const candidates = [{ job_id: job.id, error: code, attempts: job.attempts }]
  await inTransaction(deps.store, async (db) => {
    await askPerson(db, deps, work, { reason: FAILED_REASONS[job.kind], candidates })
    if (job.kind === 'update_metadata' && job.auth0UserId !== null) {
      await forgetMetadataWish(db, job.auth0UserId)
    }
    await finishJob(db, lease, { status: 'failed', error: code, at: deps.now() })
  })
  return { status: 'failed', reason: code }
}

/** Where an unknown error comes from, without its message, which may quote what it was about. */
function whereOf(error: unknown) {
  if (!(error instanceof Error)) return { kind: typeof error }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { kind: error.name, stack: frames.slice(0, 5).join('\n') }
}
