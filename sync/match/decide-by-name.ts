import { isSameFullName, type NameLevel } from './compare-names.ts'
import type { Comparison } from './compare-people.ts'
import type { MatchedRule, ReviewRule } from './decision.ts'
import { type Draft, matched, review } from './draft.ts'
import { type Found, findSimilar } from './find-candidates.ts'
import { haveOtherMarks } from './marks.ts'
import { areThoseWhoLeftSeen, type Run } from './run.ts'
import type { UserFacts } from './user-facts.ts'

/**
 * Decides a user whose address belongs to nobody. The best candidate is linked when his evidence reaches the threshold,
 * he leads the runner-up by the margin, and nothing in the row speaks against him.
 */
export function decideByName(user: UserFacts, run: Run): Draft {
  const found = findSimilar(user, run)
  const [best, runnerUp] = found.comparisons
  if (best === undefined) {
    return { outcome: 'unmatched', rule: placeOf(user) ? 'shared-account' : 'no-candidate' }
  }
  const doubt = doubtAbout(user, best, found, run)
  if (doubt !== null) return review(doubt, found)
  const { linkBitsMin, marginBitsMin } = run.settings.thresholds
  const isAhead = runnerUp === undefined || best.bits - runnerUp.bits >= marginBitsMin
  if (!isAhead) return review('name-ambiguous', found)
  const isByName = !hasAddress(best)
  const isLoose = isByName && LOOSE.has(best.name)
  if (best.bits < linkBitsMin + (isLoose ? LOOSE_BITS_MORE : 0)) {
    return review(weakness(best, found), found)
  }
  if (isByName && isForeign(user, best)) {
    return review(best.name === 'subset' ? 'name-incomplete' : 'name-approximate', found)
  }
  return matched(ruleOf(best, found), hasAddress(best) ? 'email' : 'name', best, found)
}

/** What enough other words may outweigh, as those of a brother do: a word or a mark that is not his, or a son's Jr. */
function isForeign({ name }: UserFacts, { comparedName, hasForeignWord }: Comparison): boolean {
  if (name === null || comparedName === null) return false
  return (
    hasForeignWord ||
    (name.generation !== null && comparedName.generation === null) ||
    haveOtherMarks(name.original, comparedName.original)
  )
}

function placeOf(user: UserFacts): boolean {
  return user.isNameOfPlace || user.isAddressOfPlace
}

/** A beginning in common leaves too much to guess. */
const VAGUE: ReadonlySet<NameLevel> = new Set(['short-form', 'partial', 'none'])
/** Several slips, or words left out: strangers come near a name that way more easily than by one slip. */
const LOOSE: ReadonlySet<NameLevel> = new Set(['similar', 'subset'])
const LOOSE_BITS_MORE = 2

/** What speaks against a link whatever the rest weighs. */
function doubtAbout(user: UserFacts, best: Comparison, found: Found, run: Run): ReviewRule | null {
  if (user.name === null) return 'email-without-name'
  if (user.isAddressOfPlace) return 'shared-address'
  if (hasAddress(best)) {
    if (isContradicted(best)) return 'email-name-conflict'
    if (best.address === 'similar' && best.name === 'initial') return 'name-approximate'
    return best.employee.record.isActive || areThoseWhoLeftSeen(run) ? null : 'inactive-employee'
  }
  const isOneWord = user.name.words.length === 1 && best.name !== 'spacing'
  if (isOneWord || best.name === 'lone') return 'name-lone'
  if (VAGUE.has(best.name)) return 'name-approximate'
  // The only one with such an initial is a guess, until something else points to him.
  if (best.name === 'initial' && best.department === 'unknown') return 'name-approximate'
  if (isOutnamed(best, found)) return 'name-ambiguous'
  const isFull = isSameFullName(best.name)
  if (best.department === 'differs' || best.department === 'mixed') {
    return isFull && isOnlyBearer(found) ? 'name-department-conflict' : weakness(best, found)
  }
  if (!best.employee.record.isActive && best.department !== 'agrees') return 'inactive-employee'
  return addressDoubt(user)
}

function hasAddress({ address }: Comparison): boolean {
  return address === 'respelled' || address === 'mirrored' || address === 'similar'
}

function isContradicted({ name }: Comparison): boolean {
  return name === 'none' || name === 'partial'
}

/**
 * Whoever bears the very name today comes before one who is called nearly so, or was, and whoever bears it in this order
 * before one who bears it in another, wherever they work: Lee Kim may not be Kim Lee.
 */
function isOutnamed(best: Comparison, found: Found): boolean {
  return found.comparisons.some((one) => closeness(one) > closeness(best))
}

function closeness({ name, isPreviousName }: Comparison): 0 | 1 | 2 {
  if (!isSameFullName(name) || isPreviousName) return 0
  return name === 'order' ? 1 : 2
}

function isOnlyBearer(found: Found): boolean {
  return found.comparisons.filter((one) => isSameFullName(one.name)).length === 1
}

function weakness({ name }: Comparison, found: Found): ReviewRule {
  if (isSameFullName(name)) return isOnlyBearer(found) ? 'name-common' : 'name-ambiguous'
  return name === 'subset' ? 'name-incomplete' : 'name-approximate'
}

function ruleOf(best: Comparison, found: Found): MatchedRule {
  if (best.address === 'respelled') return 'email-respelled'
  if (best.address === 'mirrored') return 'email-mirrored'
  if (best.address === 'similar') return 'email-similar'
  if (isSameFullName(best.name) && !isOnlyBearer(found)) return 'name-department'
  if (best.isPreviousName) return 'previous-name'
  if (best.name === 'exact') return 'name-exact'
  if (isSameFullName(best.name)) return 'name-normalised'
  return best.name === 'subset' ? 'name-partial' : 'name-similar'
}

/** A company address that no employee has: its number or its words may belong to somebody HR does not list. */
function addressDoubt(user: UserFacts): ReviewRule | null {
  if (user.email === null || !user.email.isCompany) return null
  const local = user.email.readings.at(-1)?.address.split('@')[0] ?? ''
  if (/[0-9]/.test(local)) return 'email-unknown-number'
  const words = user.name?.words ?? []
  const isTheirs = words.some((word) => word.length > 1 && local.includes(word))
  return isTheirs ? null : 'email-unknown-name-conflict'
}
