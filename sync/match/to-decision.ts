import type { Comparison } from './compare-people.ts'
import type { Candidate, Evidence, MatchDecision } from './decision.ts'
import type { Draft } from './draft.ts'
import type { Found } from './find-candidates.ts'
import { scoreOf } from './score.ts'
import { defaultMatchSettings, type MatchSettings } from './settings.ts'
import { toEvidence } from './to-evidence.ts'
import type { UserFacts } from './user-facts.ts'

/** Writes a draft down as a decision that explains itself. */
export function toDecision(user: UserFacts, draft: Draft, settings: MatchSettings): MatchDecision {
  const { userId, none } = { userId: user.record.id, none: { employeeId: null, matchedBy: null } }
  if (draft.outcome === 'unmatched') {
    return { userId, outcome: 'unmatched', rule: draft.rule, ...none, score: 0, candidates: [] }
  }
  const chosen = draft.outcome === 'matched' ? draft.chosen : undefined
  const candidates = listCandidates(user, chosen, draft.found, settings)
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
    score: scoreOf(comparison.bits),
    evidence: toEvidence(user, comparison),
  }
}

function listCandidates(
  user: UserFacts,
  chosen: Comparison | undefined,
  found: Found,
  settings: MatchSettings,
): readonly Candidate[] {
  const others = found.comparisons.filter((one) => one.employee !== chosen?.employee)
  const ranked = chosen === undefined ? others : [chosen, ...others]
  const listed = ranked.slice(0, settings.candidatesMax)
  const notes = found.totalCount > listed.length ? [countOf(found.totalCount)] : []
  return listed.map((one, at) => {
    const candidate = toCandidate(user, one)
    const atBest =
      at === 0 ? [...marginOver(one, ranked[1], settings), ...thresholdOf(settings)] : []
    if (atBest.length + notes.length === 0) return candidate
    return { ...candidate, evidence: candidate.evidence.concat(atBest, notes) }
  })
}

function countOf(totalCount: number): Evidence {
  const user = String(totalCount)
  return { field: 'candidates', level: 'one-of', user, employee: null, weight: 0 }
}

/** The default one goes with the version of the rules. */
function thresholdOf({ thresholds: { linkBitsMin } }: MatchSettings): readonly Evidence[] {
  if (linkBitsMin === defaultMatchSettings.thresholds.linkBitsMin) return []
  const user = String(linkBitsMin)
  return [{ field: 'threshold', level: 'chosen', user, employee: null, weight: 0 }]
}

function marginOver(
  best: Comparison,
  runnerUp: Comparison | undefined,
  { thresholds }: MatchSettings,
): readonly Evidence[] {
  if (runnerUp === undefined) return []
  const margin = best.bits - runnerUp.bits
  const level = margin >= thresholds.marginBitsMin ? 'ahead' : 'close'
  const employee = String(runnerUp.employee.record.id)
  return [{ field: 'margin', level, user: String(margin), employee, weight: 0 }]
}
