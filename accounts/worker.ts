import { setTimeout as sleep } from 'node:timers/promises'
import { PodlinkError } from '../kernel/errors.ts'
import { claimJobs, type Job, msToNextJob, renewJobs } from '../store/tables/account-jobs.ts'
import { inTransaction, reading } from '../store/transaction.ts'
import type { AccountDeps } from './account-deps.ts'
import type { RetryPolicy } from './back-off.ts'
import { budgetedAccounts, type CallBudget } from './call-budget.ts'
import { openRoleDirectory } from './role-directory.ts'
import { type RunEnd, runJob } from './run-job.ts'

/** What a worker needs; `auth0` is the client itself, which the worker puts behind the shared budget. */
export type WorkerDeps = Omit<AccountDeps, 'roles'> & {
  readonly budget: CallBudget
  readonly retry: RetryPolicy
  /** 0 to below 1. */
  readonly random: () => number
}

export type WorkerOptions = {
  /** No job is begun after it, and those waiting for a call are given back; calls under way end first. */
  readonly signal: AbortSignal
  /** Jobs worked on at once. */
  readonly claimLimit: number
  /** After this long without a sign of life a job is free for another worker; at least 1000. */
  readonly leaseMs: number
  /** How often an idle worker looks for new jobs. */
  readonly idleMs: number
  /** Returns once no job is left to do, those put off included, instead of waiting for new ones. */
  readonly untilIdle?: boolean
  /** Told after each job: for progress and metrics. */
  readonly onJobEnd?: (job: Job, end: RunEnd) => void
}

/** Jobs by how they ended; one put off is counted each time. */
export type WorkerReport = Readonly<Record<RunEnd['status'], number>>

/**
 * Carries out jobs until the signal. However many workers run, a job is done by one at a time, and no call goes out
 * before the job is claimed and the shared budget grants it. A job that fails touches no other.
 * @throws PodlinkError of the store, with `untilIdle` alone: a lasting worker waits for the database to come back.
 */
export async function runWorker(deps: WorkerDeps, options: WorkerOptions): Promise<WorkerReport> {
  const { signal } = options
  const auth0 = budgetedAccounts({ ...deps, signal }, deps.auth0)
  const jobDeps = { ...deps, auth0, roles: openRoleDirectory(auth0, deps.now) }
  const report = { done: 0, review: 0, cancelled: 0, failed: 0, postponed: 0, returned: 0, lost: 0 }
  const held = new Set<string>()
  const running = new Set<Promise<void>>()
  const carryOut = async (job: Job, token: string) => {
    const end = await runJob(jobDeps, { job, lease: { jobId: job.id, token } }, signal)
    report[end.status] += 1
    options.onJobEnd?.(job, end)
  }
  const start = (job: Job, token: string) => {
    const task = carryOut(job, token).finally(() => running.delete(task))
    running.add(task)
    return task
  }
  const heartbeat = keepLeases(deps, held, options.leaseMs)
  try {
    while (!signal.aborted) {
      const claimed = await claimSome(deps, options, options.claimLimit - running.size)
      if (claimed.jobs.length > 0) {
        held.add(claimed.token)
        const tasks = claimed.jobs.map((job) => start(job, claimed.token))
        void Promise.allSettled(tasks).then(() => held.delete(claimed.token))
      }
      if (running.size >= options.claimLimit) await Promise.race(running)
      else if (claimed.jobs.length > 0) continue
      else if (!(await waitForWork(deps, options, running))) break
    }
  } finally {
    await Promise.all(running)
    clearInterval(heartbeat)
  }
  return report
}

type Claimed = { readonly token: string; readonly jobs: readonly Job[] }

async function claimSome(
  deps: WorkerDeps,
  options: WorkerOptions,
  limit: number,
): Promise<Claimed> {
  const token = deps.newId()
  if (limit <= 0) return { token, jobs: [] }
  try {
    const claim = { token, limit, leaseMs: options.leaseMs }
    return { token, jobs: await inTransaction(deps.store, (db) => claimJobs(db, claim)) }
  } catch (error) {
    if (!isPassing(error, options)) throw error
    deps.log.warn({ code: error.code }, 'no job could be claimed; trying again')
    return { token, jobs: [] }
  }
}

/** Waits for a job to end, to fall due or to be asked for; false when there is nothing left to wait for. */
async function waitForWork(
  deps: WorkerDeps,
  options: WorkerOptions,
  running: ReadonlySet<Promise<void>>,
): Promise<boolean> {
  const { signal, idleMs } = options
  const nextMs = await reading(deps.store, msToNextJob).catch((error: unknown) => {
    if (!isPassing(error, options)) throw error
    return idleMs
  })
  if (nextMs === null && running.size === 0 && options.untilIdle === true) return false
  const waitMs = Math.max(1, Math.min(idleMs, nextMs ?? idleMs))
  const pause = sleep(waitMs, undefined, { signal }).catch(() => {})
  await Promise.race([pause, ...running])
  return true
}

/** A database that is away comes back; a worker that is to end by itself reports it instead. */
function isPassing(error: unknown, options: WorkerOptions): error is PodlinkError {
  return error instanceof PodlinkError && error.isRetryable && options.untilIdle !== true
}

/** Shows that the held jobs are worked on, three times per lease; a miss is caught by the fence of each transaction. */
function keepLeases(deps: WorkerDeps, held: ReadonlySet<string>, leaseMs: number): NodeJS.Timeout {
  const renew = () => {
    reading(deps.store, (db) => renewJobs(db, [...held], leaseMs)).catch((error: unknown) => {
      const code = error instanceof PodlinkError ? error.code : 'INTERNAL'
      deps.log.warn({ code }, 'the leases of running jobs could not be renewed')
    })
  }
  return setInterval(renew, leaseMs / 3)
}
