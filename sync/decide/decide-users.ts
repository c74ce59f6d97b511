import type { Json } from '../../kernel/canonical-json.ts'
import type { PodfactoryUserId } from '../../kernel/ids.ts'
import type { PodfactoryMapping } from '../../store/tables/employee-podfactory-mapping.ts'
import type { AuditAction, AuditEntry } from '../../store/tables/mapping-audit.ts'
import type { MatchDecision } from '../match/decision.ts'
import { RULES_VERSION } from '../match/decision.ts'
import type { Pin, UserRecord } from '../match/people.ts'
import { clip } from './clip.ts'
import type { Change, RunStamp } from './plan.ts'
import { isDenied } from './to-match-input.ts'
import type { WantedReview } from './wanted-review.ts'
import type { Directory } from './directory.ts'

type Matched = Extract<MatchDecision, { outcome: 'matched' }>
type Verdict = { readonly changes: readonly Change[]; readonly review: WantedReview | null }
type Case = {
  readonly user: UserRecord
  readonly decision: MatchDecision
  readonly stored: PodfactoryMapping | null
  readonly pin: Pin | undefined
  readonly directory: Directory
  readonly stamp: RunStamp
}

/**
 * What one user's decision does to his stored pair. New pairs come from the rules; a stored pair moves or goes only
 * because a person said so, and is kept with a question when the rules contradict it.
 */
export function decideUser(input: Case): Verdict {
  const { decision, stored } = input
  const isGone = stored !== null && (isDenied(stored, input.pin) || saysNobody(decision))
  if (decision.outcome === 'matched') {
    if (stored === null || isGone || decision.matchedBy === 'manual') {
      return { changes: link(input, decision), review: null }
    }
    if (stored.employeeId === decision.employeeId) {
      return { changes: refresh(input, decision, stored), review: null }
    }
    return { changes: [], review: question(input, 'conflict') }
  }
  const changes = isGone ? [unlink(input, stored)] : []
  if (stored !== null && !isGone) return { changes, review: question(input, 'conflict') }
  const review = decision.outcome === 'review' ? question(input, 'podfactory_user') : null
  return { changes, review }
}

/** Group of everything about this employee. */
export function employeeGroup(employeeId: number): string {
  return `employee:${employeeId}`
}

function saysNobody(decision: MatchDecision): boolean {
  return decision.outcome === 'unmatched' && decision.rule === 'decided-nobody'
}

function link(input: Case, decision: Matched): readonly Change[] {
  const { user, stored, stamp } = input
  if (stored?.employeeId === decision.employeeId) return refresh(input, decision, stored)
  const mapping: PodfactoryMapping = {
    podfactoryUserId: user.id,
    employeeId: decision.employeeId,
    podfactoryEmail: clip(user.email, 255),
    fullName: clip(user.fullName, 255),
    matchedBy: decision.matchedBy,
    rule: decision.rule,
    score: decision.score,
    matchedAt: stamp.now,
    runId: stamp.runId,
  }
  const action = stored === null ? 'podfactory_linked' : 'podfactory_moved'
  return [put(input, { action, reason: decision.rule, mapping })]
}

function refresh(input: Case, decision: Matched, stored: PodfactoryMapping): readonly Change[] {
  const podfactoryEmail = clip(input.user.email, 255)
  const fullName = clip(input.user.fullName, 255)
  const isSameEmail = stored.podfactoryEmail === podfactoryEmail
  if (isSameEmail && stored.fullName === fullName) return []
  const mapping = { ...stored, podfactoryEmail, fullName }
  const reason = `${isSameEmail ? 'name' : 'email'}_changed:${decision.rule}`
  return [put(input, { action: 'podfactory_email_changed', reason, mapping })]
}

function put(
  input: Case,
  change: { action: AuditAction; reason: string; mapping: PodfactoryMapping },
): Change {
  const { mapping } = change
  const audit: AuditEntry = {
    ...entry(input, change),
    employeeId: mapping.employeeId,
    auth0UserId: input.directory.accountOf(mapping.employeeId),
    productivityEmail: input.directory.emailOf(mapping.employeeId),
    matchedBy: mapping.matchedBy,
    matchedAt: mapping.matchedAt,
    after: pairState(mapping),
  }
  const group = employeeGroup(mapping.employeeId)
  return { kind: 'put_mapping', group, before: input.stored, mapping, audit: [audit] }
}

function unlink(input: Case, before: PodfactoryMapping): Change {
  const reason = saysNobody(input.decision) ? 'decided-nobody' : 'denied'
  const audit: AuditEntry = {
    ...entry(input, { action: 'podfactory_unlinked', reason }),
    employeeId: before.employeeId,
    auth0UserId: input.directory.accountOf(before.employeeId),
    productivityEmail: input.directory.emailOf(before.employeeId),
  }
  return { kind: 'remove_mapping', group: employeeGroup(before.employeeId), before, audit: [audit] }
}

function entry(input: Case, change: { action: AuditAction; reason: string }): AuditEntry {
  const { decision, stored, user, stamp } = input
  return {
    action: change.action,
    actor: 'sync',
    reason: change.reason,
    at: stamp.now,
    runId: stamp.runId,
    employeeId: null,
    podfactoryUserId: user.id,
    podfactoryEmail: clip(user.email, 255),
    before: stored === null ? null : pairState(stored),
    evidence: {
      rules_version: RULES_VERSION,
      rule: decision.rule,
      score: decision.score,
      candidates: decision.candidates,
    },
  }
}

function question(input: Case, kind: 'conflict' | 'podfactory_user'): WantedReview {
  const { decision, user, directory } = input
  const stored = kind === 'conflict' ? input.stored : null
  return {
    group: stored === null ? userGroup(user.id) : employeeGroup(stored.employeeId),
    reviewCase: {
      kind,
      subject: user.id,
      reason: kind === 'conflict' ? `${PAIR_REASON}${decision.rule}` : decision.rule,
      candidates: decision.candidates,
    },
    about: {
      employeeId: stored?.employeeId ?? null,
      auth0UserId: stored === null ? null : directory.accountOf(stored.employeeId),
      productivityEmail: stored === null ? null : directory.emailOf(stored.employeeId),
      podfactoryUserId: user.id,
      podfactoryEmail: clip(user.email, 255),
    },
  }
}

/** Reasons of questions about a stored pair begin with it. */
export const PAIR_REASON = 'pair:'

/** Group of everything about a user whom nobody is linked to. */
export function userGroup(id: PodfactoryUserId): string {
  return `user:${id}`
}

function pairState(mapping: PodfactoryMapping): Json {
  return {
    employee_id: mapping.employeeId,
    podfactory_email: mapping.podfactoryEmail,
    full_name: mapping.fullName,
    matched_by: mapping.matchedBy,
    rule: mapping.rule,
  }
}
