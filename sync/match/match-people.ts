import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'
import { decideByEmail } from './decide-by-email.ts'
import { decideByName } from './decide-by-name.ts'
import type { MatchDecision } from './decision.ts'
import { type Draft, review } from './draft.ts'
import { buildEmployeeIndex, type EmployeeIndex } from './employee-index.ts'
import { findSimilar } from './find-candidates.ts'
import type { EmployeeRecord, Pin, UserRecord } from './people.ts'
import { decidePinned } from './decide-pinned.ts'
import type { MatchSettings } from './settings.ts'
import { sharedAccountVocabulary } from './shared-account.ts'
import { toDecision } from './to-decision.ts'
import { toUserFacts, type UserFacts } from './user-facts.ts'
import { weighExisting } from './weigh-existing.ts'

/**
 * Says for every user which employee he is, that a person must decide, or that nobody fits; one decision per user, in
 * the order of the users. Each decision depends on that user, the employees, the pin and the stored mapping alone, never
 * on the order of anything; several users may be one employee.
 * `pinned` is what people decided and wins. `existing` is the stored mapping: kept unless something contradicts it.
 */
export function matchPeople(input: {
  readonly employees: readonly EmployeeRecord[]
  readonly users: readonly UserRecord[]
  readonly pinned: ReadonlyMap<PodfactoryUserId, Pin>
  readonly existing: ReadonlyMap<PodfactoryUserId, EmployeeId>
  readonly settings: MatchSettings
}): readonly MatchDecision[] {
  const index = buildEmployeeIndex(input.employees, input.settings)
  return matchAgainst({ ...input, index })
}

/** The same with an index made before, for callers that match few users against many employees. */
export function matchAgainst(input: {
  readonly index: EmployeeIndex
  readonly users: readonly UserRecord[]
  readonly pinned: ReadonlyMap<PodfactoryUserId, Pin>
  readonly existing: ReadonlyMap<PodfactoryUserId, EmployeeId>
  readonly settings: MatchSettings
}): readonly MatchDecision[] {
  const { index, settings } = input
  const placeWords = sharedAccountVocabulary(settings)
  return input.users.map((record) => {
    const user = toUserFacts(record, settings, placeWords)
    const pin = input.pinned.get(record.id)
    const decided = pin === undefined ? null : decidePinned({ user, pin, index })
    if (decided !== null) return decided
    const denied = pin?.kind === 'denied' ? pin.employeeIds : []
    const draft = weighDenied(decideByEmail(user, index) ?? decideOthers(user, index), denied)
    const stored = input.existing.get(record.id)
    return toDecision(user, weighStored({ user, draft, index, stored, denied }), settings)
  })
}

function decideOthers(user: UserFacts, index: EmployeeIndex): Draft {
  if (isPlace(user, index)) return { outcome: 'unmatched', rule: 'shared-account' }
  return decideByName(user, index)
}

// An employee may be called like a place. Then his name decides.
function isPlace(user: UserFacts, index: EmployeeIndex): boolean {
  const isNobody = user.name === null || user.isNameOfPlace
  const isNamesake = user.name !== null && index.bySortedKey.has(user.name.sortedKey)
  return isNobody && (user.isNameOfPlace || user.isAddressOfPlace) && !isNamesake
}

/** After a denial the evidence has misled once: nobody is linked without a person, and the denied are not offered again. */
function weighDenied(draft: Draft, denied: readonly EmployeeId[]): Draft {
  if (denied.length === 0 || draft.outcome === 'unmatched') return draft
  const comparisons = draft.found.comparisons.filter(
    (one) => !denied.includes(one.employee.record.id),
  )
  if (comparisons.length === 0) return { outcome: 'unmatched', rule: 'no-candidate' }
  const removed = draft.found.comparisons.length - comparisons.length
  return review('denied-before', { comparisons, totalCount: draft.found.totalCount - removed })
}

function weighStored(input: {
  user: UserFacts
  draft: Draft
  index: EmployeeIndex
  stored: EmployeeId | undefined
  denied: readonly EmployeeId[]
}): Draft {
  const { user, draft, index, stored, denied } = input
  if (stored === undefined) return draft
  if (denied.includes(stored)) {
    const found = draft.outcome === 'unmatched' ? { comparisons: [], totalCount: 0 } : draft.found
    return review('denied-before', found)
  }
  const employee = index.byId.get(stored)
  if (employee !== undefined) return weighExisting(user, employee, draft)
  return review(
    'existing-employee-missing',
    draft.outcome === 'unmatched' ? findSimilar(user, index) : draft.found,
  )
}
