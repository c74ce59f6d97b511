import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'
import { decideByEmail } from './decide-by-email.ts'
import { decideByName } from './decide-by-name.ts'
import { decidePinned } from './decide-pinned.ts'
import type { MatchDecision } from './decision.ts'
import { type Draft, review } from './draft.ts'
import { buildEmployeeIndex, type EmployeeIndex } from './employee-index.ts'
import { findSimilar } from './find-candidates.ts'
import type { EmployeeRecord, Pin, UserRecord } from './people.ts'
import type { Run } from './run.ts'
import type { MatchSettings } from './settings.ts'
import { type Drafted, settleRun } from './settle-run.ts'
import { surveyRun } from './survey.ts'
import { toDecision } from './to-decision.ts'
import { toUserFacts, type UserFacts } from './user-facts.ts'
import { toVocabulary } from './vocabulary.ts'
import { weighExisting } from './weigh-existing.ts'

/** Told how far a long run has come, in users: each is compared with the employees and then, once all are, decided. */
export type MatchProgress = (step: {
  readonly stage: 'comparing' | 'deciding'
  readonly done: number
  readonly total: number
}) => void

type Known = {
  readonly pinned: ReadonlyMap<PodfactoryUserId, Pin>
  readonly existing: ReadonlyMap<PodfactoryUserId, EmployeeId>
}

/**
 * Says for every user which employee he is, that a person must decide, or that nobody fits; one decision per user, in
 * the order of the users. Decisions are made over the whole run: how common a name is, what linked people have in common
 * and who else claims an employee all count; the order of nothing does. Several users may be one employee.
 * `pinned` is what people decided and wins. `existing` is the stored mapping: kept unless something contradicts it.
 */
export function matchPeople(
  input: Known & {
    readonly employees: readonly EmployeeRecord[]
    readonly users: readonly UserRecord[]
    readonly settings: MatchSettings
    readonly onProgress?: MatchProgress
  },
): readonly MatchDecision[] {
  const index = buildEmployeeIndex(input.employees, input.settings)
  return matchAgainst({ ...input, index })
}

type Input = Known & {
  readonly index: EmployeeIndex
  readonly users: readonly UserRecord[]
  readonly settings: MatchSettings
  readonly onProgress?: MatchProgress
}

/** The same with an index made before, for callers that match few users against many employees. */
export function matchAgainst(input: Input): readonly MatchDecision[] {
  const { drafts, run } = draftAll(input)
  const decisions: MatchDecision[] = []
  // From the end, letting go of each draft, so that a large company's drafts and decisions never stand side by side.
  for (let drafted = drafts.pop(); drafted !== undefined; drafted = drafts.pop()) {
    tell(input, 'deciding', decisions.length)
    decisions.push(decideOne(drafted, run, input))
  }
  return decisions.reverse()
}

/** Often enough for a moving bar, and too seldom to cost anything. */
const TOLD_EVERY = 1_000

function tell({ onProgress, users }: Input, stage: 'comparing' | 'deciding', done: number): void {
  if (done % TOLD_EVERY === 0) onProgress?.({ stage, done, total: users.length })
}

function draftAll(input: Input): { readonly drafts: Drafted[]; readonly run: Run } {
  const { index, settings } = input
  const vocabulary = toVocabulary(settings)
  const users = input.users.map((record) => toUserFacts(record, vocabulary))
  const run = { index, settings, survey: surveyRun(users, index) }
  const drafts = users.map((user, at) => {
    tell(input, 'comparing', at)
    return { user, draft: draftOne(user, run, input) }
  })
  return { drafts: [...settleRun(drafts, run)], run }
}

function decideOne({ user, draft }: Drafted, run: Run, known: Known): MatchDecision {
  const pin = known.pinned.get(user.record.id)
  const decided = pin === undefined ? null : decidePinned({ user, pin, run })
  return decided ?? toDecision(user, weighKnown(user, draft, run, known), run.settings)
}

function draftOne(user: UserFacts, run: Run, { pinned }: Known): Draft {
  const pin = pinned.get(user.record.id)
  if (pin !== undefined && pin.kind !== 'denied') return NOT_ASKED
  const draft = decideByEmail(user, run) ?? decideOthers(user, run)
  return weighDenied(draft, pin === undefined ? [] : pin.employeeIds)
}

// A person has said who the user is.
const NOT_ASKED: Draft = { outcome: 'unmatched', rule: 'no-candidate' }

function decideOthers(user: UserFacts, run: Run): Draft {
  if (isPlace(user, run.index)) return { outcome: 'unmatched', rule: 'shared-account' }
  return decideByName(user, run)
}

// An employee may be called like a place. Then his name decides.
function isPlace(user: UserFacts, index: EmployeeIndex): boolean {
  const { name, isNameOfPlace, isAddressOfPlace } = user
  if (name === null) return isAddressOfPlace
  return isNameOfPlace && !index.bySortedKey.has(name.sortedKey)
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

function weighKnown(user: UserFacts, draft: Draft, run: Run, known: Known): Draft {
  const stored = known.existing.get(user.record.id)
  if (stored === undefined) return draft
  const pin = known.pinned.get(user.record.id)
  if (pin?.kind === 'denied' && pin.employeeIds.includes(stored)) {
    const found = draft.outcome === 'unmatched' ? { comparisons: [], totalCount: 0 } : draft.found
    return review('denied-before', found)
  }
  const employee = run.index.byId.get(stored)
  if (employee !== undefined) return weighExisting(user, employee, draft, run)
  return review(
    'existing-employee-missing',
    draft.outcome === 'unmatched' ? findSimilar(user, run) : draft.found,
  )
}
