import { type Comparison, evidenceOf } from './compare-people.ts'
import type { Candidate, Evidence, MatchDecision } from './decision.ts'
import type { Draft } from './draft.ts'
import type { Found } from './find-candidates.ts'
import type { MatchSettings } from './settings.ts'
import type { UserFacts } from './user-facts.ts'

/** Writes a draft down as a decision that explains itself. */
export function toDecision(user: UserFacts, draft: Draft, settings: MatchSettings): MatchDecision {
  const { userId, none } = { userId: user.record.id, none: { employeeId: null, matchedBy: null } }
  if (draft.outcome === 'unmatched') {
    return { userId, outcome: 'unmatched', rule: draft.rule, ...none, score: 0, candidates: [] }
  }
  const chosen = draft.outcome === 'matched' ? draft.chosen : undefined
  const candidates = listCandidates(user, chosen, draft.found, settings.candidatesMax)
  const score = candidates[0]?.score ?? 0
  if (draft.outcome === 'review') {
    return { userId, outcome: 'review', rule: draft.rule, ...none, score, candidates }
  }
  const employeeId = draft.chosen.employee.record.id
  const { rule, by: matchedBy } = draft
  return { userId, outcome: 'matched', rule, employeeId, matchedBy, score, candidates }
}

/** One comparison as a candidate with its evidence. */
export function toCandidate(user: UserFacts, comparison: Comparison): Candidate {
  return {
    employeeId: comparison.employee.record.id,
    score: comparison.score,
    evidence: evidenceOf(user, comparison),
  }
}

function listCandidates(
  user: UserFacts,
  chosen: Comparison | undefined,
  found: Found,
  candidatesMax: number,
): readonly Candidate[] {
  const others = found.comparisons.filter((one) => one.employee !== chosen?.employee)
  const listed = (chosen === undefined ? others : [chosen, ...others]).slice(0, candidatesMax)
  if (found.totalCount <= listed.length) return listed.map((one) => toCandidate(user, one))
  const total = String(found.totalCount)
  const count: Evidence = { field: 'candidates', level: 'one-of', user: total, employee: null }
  return listed.map((one) => {
    const candidate = toCandidate(user, one)
    return { ...candidate, evidence: [...candidate.evidence, count] }
  })
}
