import { allOf } from './bucket.ts'
import { isCompatible, isSameFullName, type NameLevel } from './compare-names.ts'
import type { Comparison } from './compare-people.ts'
import type { MatchedRule } from './decision.ts'
import { type Draft, matched, review } from './draft.ts'
import { areThoseWhoLeftSeen, type Run } from './run.ts'
import { findByAddress, findNamesakes, findSimilar } from './find-candidates.ts'
import type { UserFacts } from './user-facts.ts'

/**
 * Decides a user whose address belongs to an employee; null when it belongs to nobody, and the name has to decide.
 * An address alone links unless the name speaks against it: shares nothing, or is clearly somebody else's.
 */
export function decideByEmail(user: UserFacts, run: Run): Draft | null {
  const owners = findByAddress(user, run)
  if (owners.comparisons.length === 0) return null
  if (user.isNameOfPlace || isOfTwo(user)) return review('shared-address', owners)
  const fitting = owners.comparisons.filter(
    (owner) => user.name === null || isCompatible(owner.name),
  )
  const [owner] = fitting
  if (owner === undefined || isOutweighed(user, owner)) {
    return review('email-name-conflict', findSimilar(user, run))
  }
  if (fitting.length > 1) return review('email-of-several', owners)
  return linkOwner({ user, run, owner, ownersCount: owners.comparisons.length })
}

function linkOwner(input: {
  user: UserFacts
  run: Run
  owner: Comparison
  ownersCount: number
}): Draft {
  const { user, run, owner, ownersCount } = input
  const others = findNamesakes(user, owner, run).filter(({ name }) => isSameFullName(name))
  const rivals = { comparisons: [owner, ...others], totalCount: others.length + 1 }
  if (others.length > 0 && user.name !== null && !isFirm(owner.name)) {
    return review('email-and-name-disagree', rivals)
  }
  if (others.some((other) => isBetterPlaced(owner, other))) {
    return review('email-and-name-disagree', rivals)
  }
  if (!owner.employee.record.isActive) {
    const isDoubtful = hasActiveNamesake(owner, run) && !areThoseWhoLeftSeen(run)
    if (isDoubtful || user.name === null) return review('inactive-employee', rivals)
  }
  if (ownersCount > 1 && !isFirm(owner.name)) {
    return review('email-of-several', findSimilar(user, run))
  }
  return matched(ruleOf(owner), 'email', owner, { comparisons: [owner], totalCount: 1 })
}

function ruleOf({ address }: Comparison): MatchedRule {
  if (address === 'plus') return 'email-plus'
  return address === 'suffix' ? 'email-suffix' : 'email-exact'
}

/** Two people who share a login, as they write it: `Jack Clark / Ana Ruiz`. */
function isOfTwo({ record }: UserFacts): boolean {
  return /\p{L}(?:\s*&\s*|\s+(?:[/+]|and)\s+)\p{L}/iu.test(record.fullName ?? '')
}

/** A name that shares little, in another department, says more than the address; so does a son's on his father's own. */
function isOutweighed({ name }: UserFacts, { bits, comparedName, employee }: Comparison): boolean {
  const isSon = name !== null && name.generation !== null && comparedName?.generation === null
  return bits < 0 || (isSon && employee.email?.isCompany === false)
}

/** Somebody who came back has a new row, and may have left his address in the old one. */
function hasActiveNamesake({ employee }: Comparison, { index }: Run): boolean {
  // Active ones come first.
  const [first, second] = allOf(index.bySortedKey.get(employee.name?.sortedKey ?? ''))
  return [first, second].some((other) => other !== employee && other?.record.isActive === true)
}

// Where the station and the actions all speak for a namesake, the address without its suffix may be the other one's, and so
// may one whose owner bears only a part of the name.
function isBetterPlaced(owner: Comparison, namesake: Comparison): boolean {
  const isPlaced = owner.department === 'differs' && namesake.department === 'agrees'
  return isPlaced && (owner.address === 'suffix' || !isSameFullName(owner.name))
}

// A middle name or second surname may be missing; anything vaguer must not outweigh somebody's exact name.
function isFirm(level: NameLevel): boolean {
  return isSameFullName(level) || level === 'subset'
}
