import { setTimeout as sleep } from 'node:timers/promises'
import { PodlinkError } from '../kernel/errors.ts'
import type { Store } from '../store/open-store.ts'
import {
  ensureRateBudget,
  pauseCalls,
  type RateBudget,
  takeCall,
} from '../store/tables/rate-budget.ts'
import { reading } from '../store/transaction.ts'
import type { Auth0Accounts } from './auth0-accounts.ts'
import type { Auth0Call } from './auth0-errors.ts'
import type { Auth0History } from './auth0-history.ts'
import { type Plan, planBudgets } from './plans.ts'

/** The share of Auth0's rate limits that podlink may use; every process that opens it shares the same buckets. */
export type CallBudget = {
  readonly buckets: Readonly<Record<Auth0Call, RateBudget>>
  /** How long one call waits for its turn before its job is put off. */
  readonly waitMaxMs: number
}

export type BudgetDeps = {
  readonly store: Store
  readonly budget: CallBudget
  /** 0 to below 1. */
  readonly random: () => number
  /** Ends the waiting, not a call under way. */
  readonly signal: AbortSignal
}

/** Makes sure that the plan's buckets exist. */
export async function openCallBudget(
  store: Store,
  options: { plan: Plan; share: number; waitMaxMs: number },
): Promise<CallBudget> {
  const buckets = planBudgets(options.plan, options.share)
  const distinct = new Map(Object.values(buckets).map((budget) => [budget.bucket, budget]))
  for (const budget of distinct.values()) await reading(store, (db) => ensureRateBudget(db, budget))
  return { buckets, waitMaxMs: options.waitMaxMs }
}

/**
 * Sends `call` once the shared bucket grants it; nothing is sent before. When Auth0 reports its rate limit all the same
 * (logins write from the same buckets), the bucket pauses for every process.
 * @throws PodlinkError AUTH0_RATE_LIMITED when no turn came within `waitMaxMs`; whatever `call` throws passes through, and
 * the signal's reason when it ends the waiting.
 */
export async function withinBudget<Result>(
  deps: BudgetDeps,
  name: Auth0Call,
  call: () => Promise<Result>,
): Promise<Result> {
  const bucket = deps.budget.buckets[name]
  await awaitTurn(deps, bucket)
  try {
    return await call()
  } catch (error) {
    const waitMs = rateLimitWaitMs(error)
    if (waitMs !== null) await reading(deps.store, (db) => pauseCalls(db, bucket.bucket, waitMs))
    throw error
  }
}

/** Every call of `auth0`, each sent only within the budget. */
export function budgetedAccounts(deps: BudgetDeps, auth0: Auth0Accounts): Auth0Accounts {
  return {
    createUser: (account) => withinBudget(deps, 'createUser', () => auth0.createUser(account)),
    getUser: (id) => withinBudget(deps, 'getUser', () => auth0.getUser(id)),
    findUsersByEmail: (email) =>
      withinBudget(deps, 'findUsersByEmail', () => auth0.findUsersByEmail(email)),
    patchUser: (id, patch) => withinBudget(deps, 'patchUser', () => auth0.patchUser(id, patch)),
    assignRoles: (id, roles) =>
      withinBudget(deps, 'assignRoles', () => auth0.assignRoles(id, roles)),
    listUserRoles: (id) => withinBudget(deps, 'listUserRoles', () => auth0.listUserRoles(id)),
    listRoles: (page) => withinBudget(deps, 'listRoles', () => auth0.listRoles(page)),
    deleteUser: (id) => withinBudget(deps, 'deleteUser', () => auth0.deleteUser(id)),
  }
}

/** As {@link budgetedAccounts}. */
export function budgetedHistory(deps: BudgetDeps, auth0: Auth0History): Auth0History {
  return {
    findNewestLog: () => withinBudget(deps, 'findNewestLog', () => auth0.findNewestLog()),
    isLogKept: (id) => withinBudget(deps, 'isLogKept', () => auth0.isLogKept(id)),
    listLogsAfter: (id) => withinBudget(deps, 'listLogsAfter', () => auth0.listLogsAfter(id)),
    startExport: () => withinBudget(deps, 'startExport', () => auth0.startExport()),
    findExport: (id) => withinBudget(deps, 'findExport', () => auth0.findExport(id)),
  }
}

/** Milliseconds to wait when `error` says that a rate limit is reached, otherwise null. */
export function rateLimitWaitMs(error: unknown): number | null {
  if (!(error instanceof PodlinkError) || error.code !== 'AUTH0_RATE_LIMITED') return null
  const waitMs = error.details['waitMs']
  return typeof waitMs === 'number' ? waitMs : 0
}

async function awaitTurn(deps: BudgetDeps, bucket: RateBudget): Promise<void> {
  let waitedMs = 0
  for (;;) {
    deps.signal.throwIfAborted()
    const waitMs = await reading(deps.store, (db) => takeCall(db, bucket))
    if (waitMs === 0) return
    if (waitedMs + waitMs > deps.budget.waitMaxMs) throw noTurn(bucket, waitMs)
    // Those who wait for the same drop are told the same moment; half of the refill time spreads them out.
    const stepMs = waitMs + Math.ceil((deps.random() * 500) / bucket.perSecond)
    await sleep(stepMs, undefined, { signal: deps.signal })
    waitedMs += stepMs
  }
}

function noTurn(bucket: RateBudget, waitMs: number): PodlinkError {
  return new PodlinkError('AUTH0_RATE_LIMITED', 'The call budget had no turn in time.', {
    fix: 'Nothing to do: the work goes on later. More workers make it no faster; a larger AUTH0_PLAN does.',
    isRetryable: true,
    details: { bucket: bucket.bucket, waitMs },
  })
}
