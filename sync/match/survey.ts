import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'
import { allOf, isList } from './bucket.ts'
import { compareNames, isCompatible, isSameFullName } from './compare-names.ts'
import { compareDepartment } from './department-hints.ts'
import type { EmployeeIndex, IndexedEmployee } from './employee-index.ts'
import type { NormalizedName } from './normalize-name.ts'
import type { UserFacts } from './user-facts.ts'
import { DEFAULT_RATES } from './weights.ts'

/** What all users and employees together say; every decision of a run is made with the same one. */
export type Survey = {
  readonly users: number
  /** How many users write a word in their name that no employee bears. */
  readonly unknownWords: ReadonlyMap<string, number>
  /** How many users have the employee's own address and a name that fits him; who these users are. */
  readonly claims: ReadonlyMap<EmployeeId, number>
  readonly claimants: ReadonlyMap<PodfactoryUserId, EmployeeId>
  /** Domains, besides the company's, where nearly everybody has the local part of his company address. */
  readonly mirrorDomains: ReadonlySet<string>
  readonly rates: Rates
}

/** Chances learned from users who are linked by an address, drawn towards the defaults while these are few. */
export type Rates = {
  readonly departmentAgrees: number
  readonly departmentMixed: number
  readonly departmentDiffers: number
  readonly inactiveRatio: number
  /** Users with a full name who have neither name nor address of an employee. */
  readonly unknownShare: number
  /** Users with an employee's own address beyond the first, per employee who has one. */
  readonly furtherUsers: number
}

/** Namesakes-free users on a domain before it can count as a mirror, and the share of them that must agree. */
const MIRROR_USERS_MIN = 8
const MIRROR_SHARE_MIN = 0.85

/** Reads the whole run once, before any decision; the order of users and employees does not matter. */
export function surveyRun(users: readonly UserFacts[], index: EmployeeIndex): Survey {
  const unknownWords = new Map<string, number>()
  const claims = new Map<EmployeeId, number>()
  const claimants = new Map<PodfactoryUserId, EmployeeId>()
  const departments = { agrees: 0, mixed: 0, differs: 0, unknown: 0 }
  let [named, unknown] = [0, 0]
  const domains = new Map<string, { users: number; mirrored: number }>()
  for (const user of users) {
    const owner = ownerOf(user, index)
    countUnknown(unknownWords, user, index)
    if (user.name !== null && user.name.words.length > 1 && !user.isNameOfPlace) {
      named += 1
      if (owner === null && !isBorne(user.name, index)) unknown += 1
    }
    if (owner === null) countMirror(domains, user, index)
    else {
      const { id } = owner.record
      claims.set(id, (claims.get(id) ?? 0) + 1)
      claimants.set(user.record.id, id)
      departments[compareDepartment(user.hints, owner.department)] += 1
    }
  }
  return {
    users: users.length,
    unknownWords,
    claims,
    claimants,
    mirrorDomains: new Set(
      [...domains].flatMap(([domain, seen]) => (isMirror(seen) ? domain : [])),
    ),
    rates: {
      ...departmentRates(departments),
      inactiveRatio: inactiveRatio(index, claims),
      unknownShare: unknownShare(named, unknown),
      furtherUsers: furtherUsers(claims),
    },
  }
}

function countUnknown(
  counts: Map<string, number>,
  { name }: UserFacts,
  { byWord }: EmployeeIndex,
): void {
  if (name === null) return
  for (let at = 0; at < name.words.length; at += 1) {
    const word = name.words[at] ?? ''
    const isNew = !byWord.has(word) && name.words.indexOf(word) === at
    if (isNew) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
}

function isBorne(name: NormalizedName, { bySortedKey, byCompactKey }: EmployeeIndex): boolean {
  return bySortedKey.has(name.sortedKey) || byCompactKey.has(name.compactKey)
}

function unknownShare(named: number, unknown: number): number {
  const { unknownShare: usual, rateWeight } = DEFAULT_RATES
  return (unknown + usual * rateWeight) / (named + rateWeight)
}

function furtherUsers(claims: ReadonlyMap<EmployeeId, number>): number {
  const { furtherUsers: usual, rateWeight } = DEFAULT_RATES
  let further = 0
  for (const users of claims.values()) further += users - 1
  return (further + usual * rateWeight) / (claims.size + rateWeight)
}

/** The only employee whose address the user has, if the user's name may be his. */
function ownerOf({ email, name }: UserFacts, index: EmployeeIndex): IndexedEmployee | null {
  if (name === null) return null
  for (const { address } of email?.readings ?? []) {
    const bucket = index.byAddress.get(address)
    if (bucket === undefined) continue
    if (isList(bucket) || bucket.name === null) return null
    return isCompatible(compareNames(name, bucket.name)) ? bucket : null
  }
  return null
}

function countMirror(
  domains: Map<string, { users: number; mirrored: number }>,
  { email, name }: UserFacts,
  index: EmployeeIndex,
): void {
  if (email === null || email.isCompany || name === null) return
  const bearers = allOf(index.bySortedKey.get(name.sortedKey))
  const [bearer] = bearers
  if (bearer?.email?.isCompany !== true || bearers.length > 1) return
  if (bearer.name === null || !isSameFullName(compareNames(name, bearer.name))) return
  const seen = domains.get(email.domain) ?? { users: 0, mirrored: 0 }
  seen.users += 1
  if (bearer.email.local === email.local) seen.mirrored += 1
  domains.set(email.domain, seen)
}

function isMirror({ users, mirrored }: { users: number; mirrored: number }): boolean {
  return users >= MIRROR_USERS_MIN && mirrored / users >= MIRROR_SHARE_MIN
}

function departmentRates(seen: Readonly<Record<'agrees' | 'mixed' | 'differs', number>>) {
  const { departmentAgrees, departmentMixed, departmentDiffers, rateWeight } = DEFAULT_RATES
  const total = seen.agrees + seen.mixed + seen.differs + rateWeight
  return {
    departmentAgrees: (seen.agrees + departmentAgrees * rateWeight) / total,
    departmentMixed: (seen.mixed + departmentMixed * rateWeight) / total,
    departmentDiffers: (seen.differs + departmentDiffers * rateWeight) / total,
  }
}

function inactiveRatio({ byId }: EmployeeIndex, claims: ReadonlyMap<EmployeeId, unknown>): number {
  let [activeCount, activeClaimed, inactiveCount, inactiveClaimed] = [0, 0, 0, 0]
  for (const [id, { record }] of byId) {
    const isClaimed = claims.has(id) ? 1 : 0
    if (record.isActive) {
      activeCount += 1
      activeClaimed += isClaimed
    } else {
      inactiveCount += 1
      inactiveClaimed += isClaimed
    }
  }
  const { inactiveRatio: usual, rateWeight } = DEFAULT_RATES
  const share = (activeClaimed + 1) / (activeCount + 2)
  const expected = share * inactiveCount
  return Math.min(
    1,
    (inactiveClaimed + usual * rateWeight * share) / (expected + rateWeight * share),
  )
}
