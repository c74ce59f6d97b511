import type { Change } from './decide/plan.ts'
import type { Plan } from './decide/plan.ts'
import type { World } from './decide/world.ts'
import type { MatchDecision } from './match/decision.ts'
import type { SyncFigures } from './sync-outcome.ts'

/** The figures of a run; `stored` are the changes that count, in a preview all that are planned. */
export function countFigures(run: {
  readonly world: World
  readonly decisions: readonly MatchDecision[]
  readonly plan: Plan
  readonly stored: readonly Change[]
  readonly activitiesImported: number
  readonly durationMs: number
  readonly stages: SyncFigures['stages']
}): SyncFigures {
  const { world, decisions, plan, stored } = run
  const outcomes = countOutcomes(decisions)
  const isKind = (kind: Change['kind']) => stored.filter((change) => change.kind === kind).length
  const { matched, unmatched } = outcomes
  return {
    durationMs: run.durationMs,
    users: world.users.length,
    ...outcomes,
    matchedNew: stored.filter((change) => change.kind === 'put_mapping' && change.before === null)
      .length,
    employees: world.employees.length,
    employeesWaiting: countWaiting(world, plan),
    stale: plan.stale.length,
    contradicted: plan.contradicted.length,
    mappingsWritten: isKind('put_mapping') + isKind('remove_mapping'),
    reviewsOpened: stored.filter((change) => change.kind === 'open_review' && change.isNew).length,
    reviewsClosed: isKind('close_review'),
    metadataJobs: stored.filter(
      (change) => change.kind === 'change_account' && change.jobKey !== null,
    ).length,
    postponed: plan.changes.length - stored.length,
    activitiesImported: run.activitiesImported,
    compatibility: matched + unmatched === 0 ? 1 : matched / (matched + unmatched),
    stages: run.stages,
  }
}

function countOutcomes(decisions: readonly MatchDecision[]) {
  const count = (is: (decision: MatchDecision) => boolean) => decisions.filter(is).length
  return {
    matched: count(({ outcome }) => outcome === 'matched'),
    review: count(({ outcome }) => outcome === 'review'),
    unmatched: count(({ rule }) => rule === 'no-candidate'),
    sharedAccounts: count(({ rule }) => rule === 'shared-account'),
    dismissed: count(({ rule }) => rule === 'decided-nobody'),
  }
}

function countWaiting(world: World, plan: Plan): number {
  const linked = new Set(world.mappings.map((mapping) => mapping.employeeId))
  for (const change of plan.changes) {
    if (change.kind === 'put_mapping') linked.add(change.mapping.employeeId)
  }
  return world.employees.filter((employee) => employee.isActive && !linked.has(employee.id)).length
}
