import { PAIR_REASON } from './decide-users.ts'
import type { Change, Plan } from './plan.ts'
import type { World } from './world.ts'

/** What a run may find or do without being asked; shares are 0 to 1. */
export type SyncLimits = {
  /** Users PodFactory must still have, as a share of the last good run. */
  readonly usersKeptMin: number
  readonly employeesKeptMin: number
  /** A number is too many only when it is above both its count and its share of the stored pairs. */
  readonly movedMax: number
  readonly movedShareMax: number
  readonly contradictedMax: number
  readonly contradictedShareMax: number
}

export const DEFAULT_SYNC_LIMITS: SyncLimits = {
  usersKeptMin: 0.8,
  employeesKeptMin: 0.8,
  movedMax: 20,
  movedShareMax: 0.02,
  contradictedMax: 20,
  contradictedShareMax: 0.05,
}

export const LIMIT_NAMES = [
  'users-shrunk',
  'mapped-users-gone',
  'employees-shrunk',
  'activities-shrunk',
  'links-moved',
  'links-contradicted',
] as const

export type LimitName = (typeof LIMIT_NAMES)[number]

/** A limit that stops the run, what was found, what it allows, and what to do when it is right. */
export type LimitBreach = {
  readonly limit: LimitName
  readonly found: number
  /** The least or the most that would have passed. */
  readonly bound: number
  readonly explanation: string
  readonly toAllow: string
}

/**
 * The limits that this run breaks, `[]` when it may go on. An empty, cut or suddenly shrunken source, and changes on
 * a scale that no working day brings, are for a person to allow by name.
 */
export function checkLimits(input: {
  readonly world: World
  readonly plan: Plan
  readonly limits: SyncLimits
  readonly allow: readonly string[]
}): readonly LimitBreach[] {
  return [...shrunkenSources(input.world, input.plan, input.limits), ...massChanges(input)]
    .filter((breach) => breach !== null)
    .filter((breach) => !input.allow.includes(breach.limit))
}

function shrunkenSources(
  world: World,
  plan: Plan,
  limits: SyncLimits,
): readonly (LimitBreach | null)[] {
  const { lastGoodRun, mappings } = world
  const usersBefore = lastGoodRun?.users ?? mappings.length
  const employeesBefore =
    lastGoodRun?.employees ?? new Set(mappings.map((mapping) => mapping.employeeId)).size
  const newlyGone = plan.stale.length - (lastGoodRun?.stale ?? 0)
  const goneMax = mappings.length - Math.ceil(mappings.length * limits.usersKeptMin)
  const newest = world.newestActivityId ?? 0
  return [
    tooFew(
      'users-shrunk',
      world.users.length,
      floorOf(usersBefore, limits.usersKeptMin),
      'users in PodFactory',
    ),
    tooMany('mapped-users-gone', newlyGone, goneMax, 'linked users newly gone from PodFactory'),
    tooFew(
      'employees-shrunk',
      world.employees.length,
      floorOf(employeesBefore, limits.employeesKeptMin),
      'employees',
    ),
    tooFew(
      'activities-shrunk',
      newest,
      world.activityCursor ?? 0,
      'as the newest activity id of PodFactory',
    ),
  ]
}

function massChanges({
  world,
  plan,
  limits,
}: {
  readonly world: World
  readonly plan: Plan
  readonly limits: SyncLimits
}): readonly (LimitBreach | null)[] {
  const count = world.mappings.length
  const moved = plan.changes.filter(isMove).length
  const opened = plan.changes.filter(isNewPairQuestion).length
  const movedMax = Math.max(limits.movedMax, Math.floor(count * limits.movedShareMax))
  const openedMax = Math.max(
    limits.contradictedMax,
    Math.floor(count * limits.contradictedShareMax),
  )
  return [
    tooMany('links-moved', moved, movedMax, 'links moved or removed'),
    tooMany('links-contradicted', opened, openedMax, 'links newly contradicted'),
  ]
}

function isMove(change: Change): boolean {
  if (change.kind === 'remove_mapping') return true
  return (
    change.kind === 'put_mapping' &&
    change.before !== null &&
    change.before.employeeId !== change.mapping.employeeId
  )
}

function isNewPairQuestion(change: Change): boolean {
  return (
    change.kind === 'open_review' &&
    change.isNew &&
    change.reviewCase.kind === 'conflict' &&
    change.reviewCase.reason.startsWith(PAIR_REASON)
  )
}

/** Nobody at all is the mark of a wrong table or account, on the first run as on any other. */
function floorOf(before: number, keptMin: number): number {
  return Math.max(Math.ceil(before * keptMin), 1)
}

function tooFew(limit: LimitName, found: number, bound: number, what: string): LimitBreach | null {
  if (found >= bound) return null
  return breach(limit, found, bound, `${found} ${what}, at least ${bound} expected`)
}

function tooMany(limit: LimitName, found: number, bound: number, what: string): LimitBreach | null {
  if (found <= bound) return null
  return breach(limit, found, bound, `${found} ${what}, at most ${bound} expected`)
}

function breach(limit: LimitName, found: number, bound: number, explanation: string): LimitBreach {
  return { limit, found, bound, explanation, toAllow: `--allow ${limit}` }
}
