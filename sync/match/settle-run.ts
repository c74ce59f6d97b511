import type { EmployeeId } from '../../kernel/ids.ts'
import { allOf, sizeOf } from './bucket.ts'
import { compareNames, isCompatible } from './compare-names.ts'
import type { Comparison } from './compare-people.ts'
import { type Draft, review } from './draft.ts'
import type { Run } from './run.ts'
import type { UserFacts } from './user-facts.ts'

export type Drafted = { readonly user: UserFacts; readonly draft: Draft }

type Linked = {
  readonly user: UserFacts
  readonly draft: Extract<Draft, { outcome: 'matched' }>
}

/**
 * Holds the links of a run against each other. Users whose names contradict each other are not both one employee: the
 * one with the most evidence keeps the link. Namesakes whose users work in each other's place wait for a person. What
 * is not linked stays as it is; the order does not matter.
 */
export function settleRun(drafted: readonly Drafted[], run: Run): readonly Drafted[] {
  const byEmployee = groupLinks(drafted, run)
  const doubted = new Set<UserFacts>()
  for (const linked of byEmployee.values()) {
    for (const user of contradicted(linked)) doubted.add(user)
    for (const user of swapped(linked, byEmployee, run)) doubted.add(user)
  }
  if (doubted.size === 0) return drafted
  return drafted.map((one) => {
    const { user, draft } = one
    if (draft.outcome !== 'matched' || !doubted.has(user)) return one
    return { user, draft: review('users-contradict', draft.found) }
  })
}

/** The links of employees who have several, or a namesake; the others contradict nobody. */
function groupLinks(
  drafted: readonly Drafted[],
  { index }: Run,
): ReadonlyMap<EmployeeId, readonly Linked[]> {
  const counts = new Map<EmployeeId, number>()
  for (const { draft } of drafted) {
    if (draft.outcome !== 'matched') continue
    const { id } = draft.chosen.employee.record
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  const byEmployee = new Map<EmployeeId, Linked[]>()
  for (const { user, draft } of drafted) {
    if (draft.outcome !== 'matched') continue
    const { record, name } = draft.chosen.employee
    const hasNamesake = sizeOf(index.bySortedKey.get(name?.sortedKey ?? '')) > 1
    if (counts.get(record.id) === 1 && !hasNamesake) continue
    const linked = byEmployee.get(record.id)
    if (linked === undefined) byEmployee.set(record.id, [{ user, draft }])
    else linked.push({ user, draft })
  }
  return byEmployee
}

function contradicted(linked: readonly Linked[]): readonly UserFacts[] {
  if (linked.length < 2) return []
  const ranked = linked.toSorted(
    (a, b) => b.draft.chosen.bits - a.draft.chosen.bits || byId(a.user, b.user),
  )
  const kept: Linked[] = []
  return ranked.flatMap((one) => {
    if (kept.every((other) => isOnePerson(one, other))) {
      kept.push(one)
      return []
    }
    return [one.user]
  })
}

function byId(a: UserFacts, b: UserFacts): number {
  return a.record.id < b.record.id ? -1 : 1
}

/** Two shortened names of one longer name may have nothing to do with each other: Ana Gil, María Gil, Ana María Gil. */
function isOnePerson(a: Linked, b: Linked): boolean {
  if (a.user.name === null || b.user.name === null) return true
  const isVague = (one: Linked) => VAGUE.has(one.draft.chosen.name)
  if (!isVague(a) || !isVague(b)) return true
  if (a.draft.chosen.comparedName !== b.draft.chosen.comparedName) return true
  return isCompatible(compareNames(a.user.name, b.user.name))
}

const VAGUE = new Set(['subset', 'initial', 'short-form', 'similar'])

/** Users of this employee who all seem to be a namesake's, while the namesake's seem to be his. */
function swapped(
  linked: readonly Linked[],
  byEmployee: ReadonlyMap<EmployeeId, readonly Linked[]>,
  { index }: Run,
): readonly UserFacts[] {
  const [first] = linked
  const own = first?.draft.chosen.employee
  if (own === undefined || own.name === null) return []
  if (!linked.every(({ draft }) => draft.chosen.department === 'differs')) return []
  const namesakes = allOf(index.bySortedKey.get(own.name.sortedKey))
  const isSwapped = namesakes.slice(0, NAMESAKES_MAX).some((other) => {
    const theirs = byEmployee.get(other.record.id) ?? []
    return other !== own && areSwapped(linked, theirs)
  })
  return isSwapped ? linked.map(({ user }) => user) : []
}

const NAMESAKES_MAX = 32

function areSwapped(ours: readonly Linked[], theirs: readonly Linked[]): boolean {
  const worksIn = (linked: readonly Linked[], { employee }: Comparison) =>
    linked.every(({ user }) => user.departments.includes(employee.department ?? ''))
  const [one, other] = [ours[0], theirs[0]]
  if (one === undefined || other === undefined) return false
  return worksIn(ours, other.draft.chosen) && worksIn(theirs, one.draft.chosen)
}
