import { isCompatible, isSameFullName } from './compare-names.ts'
import { comparePeople, type Comparison } from './compare-people.ts'
import type { ReviewRule } from './decision.ts'
import { type Draft, matched, review } from './draft.ts'
import type { IndexedEmployee } from './employee-index.ts'
import type { Run } from './run.ts'
import type { Found } from './find-candidates.ts'
import type { UserFacts } from './user-facts.ts'

// Reviews that say the stored employee may be the wrong person. The others only say that a new link would be a guess.
const CONTRADICTIONS: ReadonlySet<ReviewRule> = new Set([
  'shared-address',
  'email-name-conflict',
  'email-and-name-disagree',
  'email-of-several',
])

/**
 * Keeps a stored mapping that nothing contradicts, and otherwise asks. A mapping is never moved to somebody else and
 * never dropped here: both are a person's decision.
 */
export function weighExisting(
  user: UserFacts,
  employee: IndexedEmployee,
  draft: Draft,
  run: Run,
): Draft {
  const stored = comparePeople(user, employee, run)
  if (draft.outcome === 'unmatched') {
    const found = { comparisons: [stored], totalCount: 1 }
    if (draft.rule !== 'no-candidate' || isSomebodyElse(user, stored))
      return review('existing-conflict', found)
    return matched('existing-mapping', evidenceKind(stored), stored, found)
  }
  const isSame = draft.outcome === 'matched' && draft.chosen.employee === employee
  if (isSame) return draft
  const found = withStored(stored, draft.found)
  if (draft.outcome === 'matched') return review('existing-conflict', found)
  const isContradicted = CONTRADICTIONS.has(draft.rule) && !isRenamedOwner(stored)
  const isDoubtful =
    isContradicted || isSomebodyElse(user, stored) || hasBetterNamed(stored, draft.found)
  if (isDoubtful) return review('existing-conflict', found)
  return matched('existing-mapping', evidenceKind(stored), stored, found)
}

// After a marriage PodFactory or HR keeps the old surname while the address stays.
function isRenamedOwner({ address, name }: Comparison): boolean {
  return isOwn(address) && name !== 'none'
}

/** A user who bears another name altogether has been given to somebody else, also to one whom HR does not list. */
function isSomebodyElse(user: UserFacts, { address, name }: Comparison): boolean {
  return user.name !== null && name === 'none' && !isOwn(address)
}

function hasBetterNamed(stored: Comparison, found: Found): boolean {
  if (isCompatible(stored.name)) return false
  return found.comparisons.some(
    (one) => one.employee !== stored.employee && isSameFullName(one.name),
  )
}

function evidenceKind({ address }: Comparison): 'email' | 'name' {
  return isOwn(address) ? 'email' : 'name'
}

function isOwn(address: Comparison['address']): boolean {
  return !['none', 'other', 'differs', 'contradicts'].includes(address)
}

function withStored(stored: Comparison, found: Found): Found {
  const others = found.comparisons.filter((one) => one.employee !== stored.employee)
  const isNew = others.length === found.comparisons.length
  return { comparisons: [stored, ...others], totalCount: found.totalCount + (isNew ? 1 : 0) }
}
