import { parsePodfactoryUserId } from '../../kernel/ids.ts'
import type { Store, StoreTransaction } from '../../store/open-store.ts'
import type { Auth0User } from '../../store/tables/auth0-user-mapping.ts'
import {
  deletePodfactoryMappings,
  lockPodfactoryMappings,
} from '../../store/tables/employee-podfactory-mapping.ts'
import { appendAudit } from '../../store/tables/mapping-audit.ts'
import {
  lockReviewCase,
  openReviewCases,
  type ReviewCase,
} from '../../store/tables/review-cases.ts'
import {
  lockStandingDecisions,
  markRevoked,
  type ReviewDecision,
} from '../../store/tables/review-decisions.ts'
import { inTransaction } from '../../store/transaction.ts'
import { MANUAL_RULE, unlinkByHand } from './account-link.ts'
import { lockAccountOf, subjectOf } from './record-answers.ts'

/**
 * `isUnlinked`: the answer had made a pair or linked an account, which is gone now; what was imported under it stays.
 * `isAskedAgain`: the question is open again; of all others the next sync decides.
 */
export type Revocation =
  | {
      readonly kind: 'revoked'
      readonly subject: string
      readonly isUnlinked: boolean
      readonly isAskedAgain: boolean
    }
  | { readonly kind: 'no_case' | 'no_answer' }

/**
 * Takes the answer to a case back, and with it the link it made: the next sync decides as if it had never been given, and
 * whose a sign-up is is asked again. The answer stays on record.
 * @throws PodlinkError of the store: nothing was written.
 */
export function revokeAnswer(
  deps: { readonly store: Store; readonly now: () => Date; readonly newId: () => string },
  caseId: number,
  by: string,
): Promise<Revocation> {
  return inTransaction(deps.store, async (db) => {
    const account = await lockAccountOf(db, caseId)
    const item = await lockReviewCase(db, caseId)
    if (item === null) return { kind: 'no_case' }
    const answers = await lockStandingDecisions(db, caseId)
    if (answers.length === 0) return { kind: 'no_answer' }
    const at = deps.now()
    await markRevoked(db, caseId, { by, at })
    await appendAudit(
      db,
      answers.map(({ decision, employeeId, decidedBy }) => ({
        action: 'decision_revoked' as const,
        actor: by,
        reason: decision,
        at,
        employeeId,
        ...subjectOf(item),
        before: { decision, decided_by: decidedBy },
      })),
    )
    const said = { by, at }
    const { subject } = item
    if (item.kind !== 'sign_up') {
      const isUnlinked = await dropPair(db, item, answers, said)
      return { kind: 'revoked', subject, isUnlinked, isAskedAgain: false }
    }
    const isUnlinked = await dropAccount(db, deps, { account, answers }, said)
    const isNobodys = account !== null && (account.employeeId === null || isUnlinked)
    const isAskedAgain = isNobodys && account.status !== 'deleted'
    if (isAskedAgain) await askAgain(db, item, said)
    return { kind: 'revoked', subject, isUnlinked, isAskedAgain }
  })
}

/** True when the answers had made the account somebody's. */
async function dropAccount(
  db: StoreTransaction,
  deps: { readonly store: Store; readonly newId: () => string },
  { account, answers }: Given,
  said: { readonly by: string; readonly at: Date },
): Promise<boolean> {
  if (account === null || account.employeeId === null || account.linkRule !== MANUAL_RULE) {
    return false
  }
  const { employeeId } = account
  if (!answers.some((one) => one.decision !== 'deny' && one.employeeId === employeeId)) return false
  await unlinkByHand(db, deps, { account, employeeId }, said)
  return true
}

type Given = {
  readonly account: Auth0User | null
  readonly answers: readonly ReviewDecision[]
}

/** The next login gives the question its newest reason. */
async function askAgain(
  db: StoreTransaction,
  { kind, subject, reason, candidates }: ReviewCase,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<void> {
  await openReviewCases(db, [{ kind, subject, reason, candidates }], at)
  const about = { ...subjectOf({ kind, subject }), employeeId: null }
  const opened = { action: 'review_opened' as const, actor: by, reason, at, ...about }
  await appendAudit(db, [{ ...opened, after: { reason }, evidence: candidates }])
}

/** True when a pair that the answers made was there. */
async function dropPair(
  db: StoreTransaction,
  item: ReviewCase,
  answers: readonly ReviewDecision[],
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<boolean> {
  const userId = parsePodfactoryUserId(item.subject)
  if (userId === null) return false
  const [pair] = await lockPodfactoryMappings(db, [userId])
  const isOfAnswer =
    pair?.rule === MANUAL_RULE &&
    answers.some(
      ({ decision, employeeId }) => decision !== 'deny' && employeeId === pair.employeeId,
    )
  if (pair === undefined || !isOfAnswer) return false
  await deletePodfactoryMappings(db, [userId])
  await appendAudit(db, [
    {
      action: 'podfactory_unlinked',
      actor: by,
      reason: 'decision-revoked',
      at,
      employeeId: pair.employeeId,
      podfactoryUserId: userId,
      podfactoryEmail: pair.podfactoryEmail,
      before: { employee_id: pair.employeeId, rule: pair.rule, matched_by: pair.matchedBy },
    },
  ])
  return true
}
