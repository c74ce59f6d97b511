import { parsePodfactoryUserId } from '../../kernel/ids.ts'
import type { Store, StoreTransaction } from '../../store/open-store.ts'
import {
  deletePodfactoryMappings,
  lockPodfactoryMappings,
} from '../../store/tables/employee-podfactory-mapping.ts'
import { appendAudit } from '../../store/tables/mapping-audit.ts'
import { lockReviewCase, type ReviewCase } from '../../store/tables/review-cases.ts'
import {
  lockStandingDecisions,
  markRevoked,
  type ReviewDecision,
} from '../../store/tables/review-decisions.ts'
import { inTransaction } from '../../store/transaction.ts'
import { subjectOf } from './record-answers.ts'

/** `isUnlinked`: the answer had made a pair, which is gone now; what was imported under it stays. */
export type Revocation =
  | { readonly kind: 'revoked'; readonly subject: string; readonly isUnlinked: boolean }
  | { readonly kind: 'no_case' | 'no_answer' }

/**
 * Takes the answer to a case back, and with it the pair it made: the next sync decides as if it had never been given. The
 * answer stays on record.
 * @throws PodlinkError of the store: nothing was written.
 */
export function revokeAnswer(
  deps: { readonly store: Store; readonly now: () => Date },
  caseId: number,
  by: string,
): Promise<Revocation> {
  return inTransaction(deps.store, async (db) => {
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
    const isUnlinked = await dropPair(db, item, answers, { by, at })
    return { kind: 'revoked', subject: item.subject, isUnlinked }
  })
}

/** True when a pair that the answers made was there. */
async function dropPair(
  db: StoreTransaction,
  item: ReviewCase,
  answers: readonly ReviewDecision[],
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<boolean> {
  const userId = item.kind === 'sign_up' ? null : parsePodfactoryUserId(item.subject)
  if (userId === null) return false
  const [pair] = await lockPodfactoryMappings(db, [userId])
  const isOfAnswer =
    pair?.rule === 'manual-decision' &&
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
