import type { PodfactoryUserId } from '../../kernel/ids.ts'
import type { PodfactoryMapping } from '../../store/tables/employee-podfactory-mapping.ts'
import type { MatchDecision } from '../match/decision.ts'
import { collectPins } from './collect-pins.ts'
import { decideAccount, type MetadataRules } from './decide-account.ts'
import { decideFacts, factsOf } from './decide-facts.ts'
import { decideUser, PAIR_REASON } from './decide-users.ts'
import { diffReviews } from './diff-reviews.ts'
import { buildDirectory, type Directory } from './directory.ts'
import { findAccountConflicts, isLive } from './find-account-conflicts.ts'
import { groupBy } from './group-by.ts'
import { inOrder } from './order-changes.ts'
import type { Change, Plan, RunStamp } from './plan.ts'
import type { World } from './world.ts'

export type DecideInput = {
  readonly world: World
  /** One per user of the world. */
  readonly decisions: readonly MatchDecision[]
  readonly rules: MetadataRules
  readonly stamp: RunStamp
}

/**
 * Everything a run has to change so that what is stored agrees with the decisions. A world that agrees gives no change,
 * and so does the world after the plan was carried out; the order of the input does not matter.
 */
export function decide(input: DecideInput): Plan {
  const { world, decisions, stamp } = input
  const directory = buildDirectory(world)
  const byUser = new Map<string, MatchDecision>(decisions.map((one) => [one.userId, one]))
  const users = decideUsers(input, byUser, directory)
  const conflicts = findAccountConflicts(world, directory)
  const wanted = [...users.reviews, ...conflicts]
  const disputed = new Set(conflicts.map((conflict) => conflict.reviewCase.subject))
  const mappings = planned(world.mappings, users.changes)
  const people = decidePeople(input, { directory, mappings, disputed })
  const reviews = diffReviews({ wanted, open: world.openReviews, decisions: byUser, stamp })
  return {
    changes: inOrder([...users.changes, ...people, ...reviews]),
    stale: world.mappings
      .map((mapping) => mapping.podfactoryUserId)
      .filter((id) => !byUser.has(id))
      .toSorted(),
    contradicted: users.contradicted.toSorted(),
  }
}

function decideUsers(
  { world, stamp }: DecideInput,
  byUser: ReadonlyMap<string, MatchDecision>,
  directory: Directory,
) {
  const pins = collectPins(world.specialMappings, world.userDecisions)
  const stored = new Map(world.mappings.map((mapping) => [mapping.podfactoryUserId, mapping]))
  const verdicts = world.users.flatMap((user) => {
    const decision = byUser.get(user.id)
    if (decision === undefined) return []
    const pin = pins.get(user.id)
    const pair = stored.get(user.id) ?? null
    return [decideUser({ user, decision, stored: pair, pin, directory, stamp })]
  })
  const reviews = verdicts.flatMap((verdict) => (verdict.review === null ? [] : [verdict.review]))
  return {
    changes: verdicts.flatMap((verdict) => verdict.changes),
    reviews,
    contradicted: reviews.flatMap(({ reviewCase, about }) =>
      reviewCase.reason.startsWith(PAIR_REASON) && about.podfactoryUserId
        ? [about.podfactoryUserId]
        : [],
    ),
  }
}

/** Facts of every employee, and accounts that nobody disputes. */
function decidePeople(
  { world, rules, stamp }: DecideInput,
  after: {
    readonly directory: Directory
    readonly mappings: readonly PodfactoryMapping[]
    readonly disputed: ReadonlySet<string>
  },
): readonly Change[] {
  const { directory, disputed } = after
  const before = new Map(world.facts.map((facts) => [facts.employeeId, facts]))
  const pairs = groupBy(after.mappings, (mapping) => mapping.employeeId)
  const changes = world.employees.flatMap((employee) => {
    const stored = before.get(employee.id)
    const facts = factsOf(employee, stored)
    const accountId = directory.accountOf(employee.id)
    const account = accountId === null ? undefined : directory.account(accountId)
    const isSettled = account !== undefined && isLive(account) && !disputed.has(account.auth0UserId)
    return [
      decideFacts({ facts, before: stored, directory, stamp }),
      isSettled
        ? decideAccount({
            account,
            employee,
            facts,
            mappings: pairs.get(employee.id) ?? [],
            rules,
            stamp,
          })
        : null,
    ]
  })
  return changes.filter((change) => change !== null)
}

/** The pairs as they will be stored. */
function planned(
  stored: readonly PodfactoryMapping[],
  changes: readonly Change[],
): readonly PodfactoryMapping[] {
  const pairs = new Map<PodfactoryUserId, PodfactoryMapping>(
    stored.map((mapping) => [mapping.podfactoryUserId, mapping]),
  )
  for (const change of changes) {
    if (change.kind === 'put_mapping') pairs.set(change.mapping.podfactoryUserId, change.mapping)
    if (change.kind === 'remove_mapping') pairs.delete(change.before.podfactoryUserId)
  }
  return [...pairs.values()]
}
