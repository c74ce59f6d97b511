import type { RateBudget } from '../store/tables/rate-budget.ts'
import type { Auth0Call } from './auth0-errors.ts'

export type Plan = 'free' | 'essentials' | 'professional' | 'enterprise' | 'enterprise-staging'

type Bucket = { readonly name: string; readonly burst: number; readonly perSecond: number }

/** Which bucket of the plan each call is taken from, before the share is applied. */
type PlanLimits = Readonly<Record<Auth0Call, Bucket>>

const PER_MINUTE = 1 / 60

/*
 * Published limits (2026), from the pages below
 * https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations/
 * (free-public, essentials-professional-b2b, enterprise-public).
 */
const SELF_SERVICE: PlanLimits = splitBuckets({
  readUsers: { name: 'auth0:read-users', burst: 40, perSecond: 500 * PER_MINUTE },
  writeUsers: { name: 'auth0:write-users', burst: 20, perSecond: 200 * PER_MINUTE },
  deleteUsers: { name: 'auth0:delete-users', burst: 20, perSecond: 200 * PER_MINUTE },
  readLogs: { name: 'auth0:read-logs', burst: 10, perSecond: 100 * PER_MINUTE },
  others: { name: 'auth0:others', burst: 10, perSecond: 150 * PER_MINUTE },
})

const LIMITS: Readonly<Record<Plan, PlanLimits>> = {
  free: oneBucket({ name: 'auth0:management', burst: 2, perSecond: 2 }),
  essentials: SELF_SERVICE,
  professional: SELF_SERVICE,
  enterprise: oneBucket({ name: 'auth0:management', burst: 50, perSecond: 16 }),
  'enterprise-staging': oneBucket({ name: 'auth0:management', burst: 10, perSecond: 2 }),
}

/**
 * The bucket each call is taken from: never more than `share` (above 0, at most 1) of what the plan allows in the long
 * run, and at once no more than that share or the one call without which nothing would ever be granted.
 */
export function planBudgets(plan: Plan, share: number): Readonly<Record<Auth0Call, RateBudget>> {
  const limits = LIMITS[plan]
  return mapCalls((call) => {
    const { name, burst, perSecond } = limits[call]
    return { bucket: name, burst: Math.max(1, burst * share), perSecond: perSecond * share }
  })
}

/** The least number of seconds in which the budget lets `accounts` accounts with a role each be made, all workers together. */
export function creationSeconds(
  budgets: Readonly<Record<Auth0Call, RateBudget>>,
  accounts: number,
): number {
  const calls = new Map<RateBudget['bucket'], { budget: RateBudget; count: number }>()
  for (const call of ['createUser', 'assignRoles'] as const) {
    const budget = budgets[call]
    const count = (calls.get(budget.bucket)?.count ?? 0) + accounts
    calls.set(budget.bucket, { budget, count })
  }
  const seconds = [...calls.values()].map(({ budget, count }) =>
    Math.max(0, (count - budget.burst) / budget.perSecond),
  )
  return Math.ceil(Math.max(...seconds))
}

function oneBucket(bucket: Bucket): PlanLimits {
  return mapCalls(() => bucket)
}

function splitBuckets(buckets: {
  readUsers: Bucket
  writeUsers: Bucket
  deleteUsers: Bucket
  readLogs: Bucket
  others: Bucket
}): PlanLimits {
  return {
    createUser: buckets.writeUsers,
    patchUser: buckets.writeUsers,
    getUser: buckets.readUsers,
    findUsersByEmail: buckets.readUsers,
    deleteUser: buckets.deleteUsers,
    assignRoles: buckets.others,
    listUserRoles: buckets.others,
    listRoles: buckets.others,
    findNewestLog: buckets.readLogs,
    isLogKept: buckets.readLogs,
    listLogsAfter: buckets.readLogs,
    startExport: buckets.others,
    findExport: buckets.others,
  }
}

function mapCalls<Value>(value: (call: Auth0Call) => Value): Readonly<Record<Auth0Call, Value>> {
  return {
    createUser: value('createUser'),
    getUser: value('getUser'),
    findUsersByEmail: value('findUsersByEmail'),
    patchUser: value('patchUser'),
    assignRoles: value('assignRoles'),
    listUserRoles: value('listUserRoles'),
    listRoles: value('listRoles'),
    deleteUser: value('deleteUser'),
    findNewestLog: value('findNewestLog'),
    isLogKept: value('isLogKept'),
    listLogsAfter: value('listLogsAfter'),
    startExport: value('startExport'),
    findExport: value('findExport'),
  }
}
