import { canonicalJson } from '../../kernel/canonical-json.ts'
import { parseAuth0UserId, parsePodfactoryUserId } from '../../kernel/ids.ts'
import type { AuditAction, AuditEntry } from '../../store/tables/mapping-audit.ts'
import type { ReviewCase } from '../../store/tables/review-cases.ts'
import type { MatchDecision } from '../match/decision.ts'
import { PAIR_REASON, userGroup } from './decide-users.ts'
import { ACCOUNT_REASON } from './find-account-conflicts.ts'
import type { Change, RunStamp } from './plan.ts'
import type { WantedReview } from './wanted-review.ts'

/**
 * The changes that leave exactly the wanted questions open, among those a sync asks; questions of the receiver and the
 * worker are not touched.
 */
export function diffReviews(input: {
  readonly wanted: readonly WantedReview[]
  readonly open: readonly ReviewCase[]
  readonly decisions: ReadonlyMap<string, MatchDecision>
  readonly stamp: RunStamp
}): readonly Change[] {
  const { wanted, decisions, stamp } = input
  const open = new Map(input.open.filter(isOurs).map((item) => [keyOf(item), item]))
  const wantedKeys = new Set(wanted.map((item) => keyOf(item.reviewCase)))
  return [
    ...wanted.flatMap((item) => {
      const change = openCase(item, open.get(keyOf(item.reviewCase)), stamp)
      return change === null ? [] : [change]
    }),
    ...[...open.values()]
      .filter((item) => !wantedKeys.has(keyOf(item)))
      .map((item) => closeCase(item, decisions.get(item.subject), stamp)),
  ]
}

function isOurs(item: ReviewCase): boolean {
  if (item.kind === 'podfactory_user') return true
  const isOurReason = item.reason.startsWith(PAIR_REASON) || item.reason.startsWith(ACCOUNT_REASON)
  return item.kind === 'conflict' && isOurReason
}

function keyOf(item: { readonly kind: string; readonly subject: string }): string {
  return `${item.kind}:${item.subject}`
}

function openCase(
  wanted: WantedReview,
  open: ReviewCase | undefined,
  stamp: RunStamp,
): Change | null {
  const { reviewCase, about, group } = wanted
  const isSame =
    open !== undefined &&
    open.reason === reviewCase.reason &&
    canonicalJson(open.candidates) === canonicalJson(reviewCase.candidates)
  if (isSame) return null
  const audit = {
    ...entry('review_opened', reviewCase.reason, stamp),
    ...about,
    before: open === undefined ? null : { reason: open.reason, candidates: open.candidates },
    evidence: { candidates: reviewCase.candidates },
  }
  return {
    kind: 'open_review',
    group,
    reviewCase: { ...reviewCase, runId: stamp.runId },
    isNew: open === undefined,
    audit: [audit],
  }
}

function closeCase(open: ReviewCase, decision: MatchDecision | undefined, stamp: RunStamp): Change {
  const because = whyClosed(open, decision)
  const isAccount = open.reason.startsWith(ACCOUNT_REASON)
  const audit = {
    ...entry('review_closed', because, stamp),
    employeeId: decision?.employeeId ?? null,
    ...(isAccount
      ? { auth0UserId: parseAuth0UserId(open.subject) }
      : { podfactoryUserId: parsePodfactoryUserId(open.subject) }),
    before: { reason: open.reason },
  }
  const group = isAccount ? `account:${open.subject}` : groupOf(open, decision)
  const review = { kind: open.kind, subject: open.subject }
  return { kind: 'close_review', group, review, because, audit: [audit] }
}

function whyClosed(open: ReviewCase, decision: MatchDecision | undefined): string {
  if (open.reason.startsWith(ACCOUNT_REASON)) return 'agrees'
  if (decision === undefined) return 'user-gone'
  return decision.outcome === 'review' ? 'asked-otherwise' : decision.outcome
}

function groupOf(open: ReviewCase, decision: MatchDecision | undefined): string {
  if (decision?.employeeId !== undefined && decision.employeeId !== null) {
    return `employee:${decision.employeeId}`
  }
  const id = parsePodfactoryUserId(open.subject)
  return id === null ? open.subject : userGroup(id)
}

function entry(
  action: AuditAction,
  reason: string,
  { now, runId }: RunStamp,
): Pick<AuditEntry, 'action' | 'actor' | 'reason' | 'at' | 'runId'> {
  return { action, actor: 'sync', reason, at: now, runId }
}
