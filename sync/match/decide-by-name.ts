import { isSameFullName } from './compare-names.ts'
import { isClearMisspelling } from './clear-misspelling.ts'
import type { Comparison } from './compare-people.ts'
import type { MatchedRule, ReviewRule } from './decision.ts'
import { type Draft, matched, review } from './draft.ts'
import { type EmployeeIndex, pairKey } from './employee-index.ts'
import { type Found, findSimilar } from './find-candidates.ts'
import type { NormalizedName } from './normalize-name.ts'
import type { UserFacts } from './user-facts.ts'

/** Decides a user whose address belongs to nobody: only one full name that nothing contradicts is linked. */
export function decideByName(user: UserFacts, index: EmployeeIndex): Draft {
  const found = findSimilar(user, index)
  if (found.comparisons.length === 0) {
    return { outcome: 'unmatched', rule: placeOf(user) ? 'shared-account' : 'no-candidate' }
  }
  if (user.name === null) return review('email-without-name', found)
  if (user.isAddressOfPlace) return review('shared-address', found)
  if (user.name.words.length === 1) return review('name-lone', found)
  const draft = decideFullName(found) ?? decidePartialName({ user, found, index })
  const doubt = draft.outcome === 'matched' ? addressDoubt(user, draft.chosen) : null
  return doubt === null ? draft : review(doubt, found)
}

function placeOf(user: UserFacts): boolean {
  return user.isNameOfPlace || user.isAddressOfPlace
}

function decideFullName(found: Found): Draft | null {
  const bearers = found.comparisons.filter((one) => isSameFullName(one.name))
  const [first] = bearers
  if (first === undefined) return null
  const respelled = bearers.filter((one) => one.address === 'respelled')
  const [spelled] = respelled
  if (spelled !== undefined && respelled.length === 1 && spelled.employee.record.isActive) {
    return matched('email-respelled', 'email', spelled, found)
  }
  if (bearers.length > 1) return decideNamesakes(bearers, found)
  return decideOnlyBearer(first, found)
}

function decideNamesakes(bearers: readonly Comparison[], found: Found): Draft {
  const [agreeing, ...more] = bearers.filter((one) => one.department !== 'differs')
  const isTold = agreeing !== undefined && more.length === 0 && agreeing.department === 'agrees'
  if (!isTold) return review('name-ambiguous', found)
  if (!agreeing.employee.record.isActive) return review('inactive-employee', found)
  return hasLongerRival(agreeing, found)
    ? review('name-ambiguous', found)
    : matched('name-department', 'name', agreeing, found)
}

function decideOnlyBearer(bearer: Comparison, found: Found): Draft {
  const isContradicted = bearer.department === 'differs' || bearer.department === 'mixed'
  if (isContradicted) return review('name-department-conflict', found)
  if (hasLongerRival(bearer, found)) return review('name-ambiguous', found)
  if (!bearer.employee.record.isActive && bearer.department !== 'agrees') {
    return review('inactive-employee', found)
  }
  return matched(ruleOfName(bearer), 'name', bearer, found)
}

function ruleOfName(bearer: Comparison): MatchedRule {
  if (bearer.isPreviousName) return 'previous-name'
  return bearer.name === 'exact' ? 'name-exact' : 'name-normalised'
}

// `Ana Gil` in Packing may be Ana Gil or Ana María Gil: people leave names out, and rarely add some.
function hasLongerRival(bearer: Comparison, found: Found): boolean {
  return found.comparisons.some(
    (one) =>
      one.name === 'subset' &&
      one.department !== 'differs' &&
      one.employee.record.isActive &&
      isShortened(bearer.comparedName, one.comparedName),
  )
}

function decidePartialName(input: { user: UserFacts; found: Found; index: EmployeeIndex }): Draft {
  const { user, found, index } = input
  const plausible = found.comparisons.filter((one) => isPlausible(one))
  const [best, ...others] = plausible
  if (best === undefined) return review('name-approximate', found)
  const hasRival = others.some((one) => one.department !== 'differs')
  if (hasRival) return review('name-ambiguous', found)
  const isSupported = best.department === 'agrees' && best.employee.record.isActive
  if (best.name === 'subset') {
    return isSupported && isShortened(user.name, best.comparedName)
      ? matched('name-partial-department', 'name', best, found)
      : review('name-incomplete', found)
  }
  if (!isSupported) return review('name-approximate', found)
  if (isSpelledByAddress(user, best)) return matched('name-spelled-by-address', 'name', best, found)
  return isMisspelling(user, best, index)
    ? matched('name-misspelled-department', 'name', best, found)
    : review('name-approximate', found)
}

// `J. Flores` at `justin.flores@…`: the address says the word that the name abbreviates or misspells.
function isSpelledByAddress(user: UserFacts, { name, comparedName }: Comparison): boolean {
  if (name !== 'typo' && name !== 'nickname' && name !== 'initial') return false
  const missing = comparedName?.words.filter((word) => !user.name?.words.includes(word)) ?? []
  return missing.every((word) => word.length > 2 && user.addressName?.words.includes(word))
}

function isMisspelling(user: UserFacts, one: Comparison, index: EmployeeIndex): boolean {
  if (user.name === null || one.comparedName === null || one.name !== 'typo') return false
  return isClearMisspelling(user.name, one.comparedName, (word) => index.byWord.has(word))
}

function isPlausible({ name }: Comparison): boolean {
  return name === 'subset' || name === 'typo' || name === 'nickname' || name === 'initial'
}

// A middle name or a second surname gets lost; the given name, or in the other order both ends of the name, does not.
function isShortened(short: NormalizedName | null, long: NormalizedName | null): boolean {
  if (short === null || long === null || short.words.length >= long.words.length) return false
  return short.words[0] === long.words[0] || endsOf(short.words) === endsOf(long.words)
}

function endsOf(words: readonly string[]): string {
  return pairKey(words[0] ?? '', words.at(-1) ?? '')
}

/** A company address that no employee has: its number or its words may belong to somebody HR does not list. */
function addressDoubt(user: UserFacts, chosen: Comparison): ReviewRule | null {
  if (user.email === null || !user.email.isCompany || chosen.address === 'respelled') return null
  const local = user.email.readings.at(-1)?.address.split('@')[0] ?? ''
  if (/[0-9]/.test(local)) return 'email-unknown-number'
  const words = user.name?.words ?? []
  const isTheirs = words.some((word) => word.length > 1 && local.includes(word))
  return isTheirs ? null : 'email-unknown-name-conflict'
}
