import type { MatchDecision } from '../../sync/match/decision.ts'
import { matchPeople } from '../../sync/match/match-people.ts'
import { defaultMatchSettings } from '../../sync/match/settings.ts'
import type { LabelledSet, Truth } from './labelled-set.ts'

/** What came out for users whose truth is known; counts of users. */
export type Tally = {
  readonly users: number
  /** Users who are an employee. */
  readonly people: number
  readonly links: number
  readonly wrongLinks: number
  readonly reviews: number
  /** Reviews about users who are an employee, and those of them that list him. */
  readonly reviewsOfPeople: number
  readonly reviewsListingHim: number
}

/** One measured set: all its users together, each slice, and each rule. */
export type Measurement = {
  readonly all: Tally
  readonly slices: ReadonlyMap<string, Tally>
  readonly rules: ReadonlyMap<string, Tally>
}

const EMPTY: Tally = {
  users: 0,
  people: 0,
  links: 0,
  wrongLinks: 0,
  reviews: 0,
  reviewsOfPeople: 0,
  reviewsListingHim: 0,
}

/** Matches a company from nothing, with the rules as they ship. */
export function matchSet({ employees, users }: LabelledSet): readonly MatchDecision[] {
  return matchPeople({
    employees,
    users,
    pinned: new Map(),
    existing: new Map(),
    settings: defaultMatchSettings,
  })
}

/** Matches a company from nothing and holds the result against the truth. */
export function measure(set: LabelledSet): Measurement {
  const slices = new Map<string, Tally>()
  const rules = new Map<string, Tally>()
  let all = EMPTY
  for (const decision of matchSet(set)) {
    const truth = set.truth.get(decision.userId) ?? { employeeId: null, slices: [] }
    const one = tallyOne(decision, truth)
    all = add(all, one)
    for (const slice of truth.slices) slices.set(slice, add(slices.get(slice) ?? EMPTY, one))
    rules.set(decision.rule, add(rules.get(decision.rule) ?? EMPTY, one))
  }
  return { all, slices, rules }
}

/** Several measurements as one. */
export function pool(measurements: readonly Measurement[]): Measurement {
  return {
    all: measurements.reduce((sum, { all }) => add(sum, all), EMPTY),
    slices: poolMaps(measurements.map(({ slices }) => slices)),
    rules: poolMaps(measurements.map(({ rules }) => rules)),
  }
}

function tallyOne(decision: MatchDecision, { employeeId }: Truth): Tally {
  const isPerson = employeeId !== null
  const isLinked = decision.outcome === 'matched'
  const isReview = decision.outcome === 'review'
  const isListed = decision.candidates.some((one) => one.employeeId === employeeId)
  return {
    users: 1,
    people: Number(isPerson),
    links: Number(isLinked),
    wrongLinks: Number(isLinked && decision.employeeId !== employeeId),
    reviews: Number(isReview),
    reviewsOfPeople: Number(isReview && isPerson),
    reviewsListingHim: Number(isReview && isPerson && isListed),
  }
}

function add(a: Tally, b: Tally): Tally {
  return {
    users: a.users + b.users,
    people: a.people + b.people,
    links: a.links + b.links,
    wrongLinks: a.wrongLinks + b.wrongLinks,
    reviews: a.reviews + b.reviews,
    reviewsOfPeople: a.reviewsOfPeople + b.reviewsOfPeople,
    reviewsListingHim: a.reviewsListingHim + b.reviewsListingHim,
  }
}

function poolMaps(maps: readonly ReadonlyMap<string, Tally>[]): ReadonlyMap<string, Tally> {
  const pooled = new Map<string, Tally>()
  for (const [key, tally] of maps.flatMap((map) => [...map])) {
    pooled.set(key, add(pooled.get(key) ?? EMPTY, tally))
  }
  return pooled
}
