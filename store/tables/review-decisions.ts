import type { Selectable } from 'kysely'
import { canonicalJson, type Json } from '../../kernel/canonical-json.ts'
import type { Auth0UserId, EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'
import { inBatches } from '../batches.ts'
import type { Queryable } from '../open-store.ts'
import type { ReviewDecisions } from '../schema.ts'

/** What a person answered to a question about a PodFactory user. */
export type UserDecision = {
  readonly podfactoryUserId: PodfactoryUserId
  readonly decision: 'confirm' | 'deny' | 'not_a_person' | 'new_employee'
  /** Who was confirmed, denied or hired; null where nobody was named. */
  readonly employeeId: EmployeeId | null
  readonly reason: string | null
}

/** Every answer about a PodFactory user that was not revoked, oldest first. */
export async function readUserDecisions(db: Queryable): Promise<readonly UserDecision[]> {
  const rows = await db
    .selectFrom('review_decisions')
    .innerJoin('review_cases', 'review_cases.id', 'review_decisions.case_id')
    .select([
      'review_decisions.subject',
      'review_decisions.decision',
      'review_decisions.employee_id',
      'review_decisions.reason',
    ])
    .where('review_decisions.revoked_at', 'is', null)
    .where('review_cases.kind', 'in', ['podfactory_user', 'conflict'])
    .orderBy('review_decisions.id')
    .execute()
  return rows.map((row) => ({
    podfactoryUserId: row.subject as PodfactoryUserId,
    decision: row.decision,
    employeeId: row.employee_id as EmployeeId | null,
    reason: row.reason,
  }))
}

/** What a person answered to the question whose account an Auth0 user is. */
export type AccountDecision = {
  readonly decision: 'confirm' | 'deny' | 'not_a_person' | 'new_employee'
  /** Who was confirmed, denied or hired; null where nobody was named. */
  readonly employeeId: EmployeeId | null
}

/** The answers about this Auth0 user that were not revoked, oldest first. */
export async function findAccountDecisions(
  db: Queryable,
  auth0UserId: Auth0UserId,
): Promise<readonly AccountDecision[]> {
  const rows = await db
    .selectFrom('review_decisions')
    .select(['decision', 'employee_id'])
    .where('subject', '=', auth0UserId)
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    decision: row.decision,
    employeeId: row.employee_id as EmployeeId | null,
  }))
}

/** An answer as it is kept; revoked ones stay. */
export type ReviewDecision = {
  readonly id: number
  readonly caseId: number
  readonly subject: string
  readonly decision: 'confirm' | 'deny' | 'not_a_person' | 'new_employee'
  readonly employeeId: EmployeeId | null
  readonly decidedBy: string
  readonly decidedAt: Date
  readonly reason: string | null
  /** The candidates as the person saw them. */
  readonly evidence: Json
  readonly revokedAt: Date | null
  readonly revokedBy: string | null
}

/** Stores answers of people. */
export async function insertReviewDecisions(
  db: Queryable,
  decisions: readonly Omit<ReviewDecision, 'id' | 'revokedAt' | 'revokedBy'>[],
): Promise<void> {
  await inBatches(decisions, (batch) =>
    db
      .insertInto('review_decisions')
      .values(
        batch.map((one) => ({
          case_id: one.caseId,
          subject: one.subject,
          decision: one.decision,
          employee_id: one.employeeId,
          decided_by: one.decidedBy,
          decided_at: one.decidedAt,
          reason: one.reason,
          evidence: canonicalJson(one.evidence),
        })),
      )
      .execute(),
  )
}

/** Every answer, oldest first, those taken back included; only those to one case when it is given. */
export async function readReviewDecisions(
  db: Queryable,
  caseId?: number,
): Promise<readonly ReviewDecision[]> {
  let query = db.selectFrom('review_decisions').selectAll()
  if (caseId !== undefined) query = query.where('case_id', '=', caseId)
  return (await query.orderBy('id').execute()).map(toReviewDecision)
}

/** The answers to this case that stand, oldest first; no other transaction changes them before this one ends. */
export async function lockStandingDecisions(
  db: Queryable,
  caseId: number,
): Promise<readonly ReviewDecision[]> {
  const rows = await db
    .selectFrom('review_decisions')
    .selectAll()
    .where('case_id', '=', caseId)
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(toReviewDecision)
}

/** Takes the answers to this case back; they stay on record. */
export async function markRevoked(
  db: Queryable,
  caseId: number,
  revocation: { readonly by: string; readonly at: Date },
): Promise<void> {
  await db
    .updateTable('review_decisions')
    .set({ revoked_at: revocation.at, revoked_by: revocation.by })
    .where('case_id', '=', caseId)
    .where('revoked_at', 'is', null)
    .execute()
}

function toReviewDecision(row: Selectable<ReviewDecisions>): ReviewDecision {
  return {
    id: row.id,
    caseId: row.case_id,
    subject: row.subject,
    decision: row.decision,
    employeeId: row.employee_id as EmployeeId | null,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    reason: row.reason,
    evidence: JSON.parse(row.evidence ?? 'null') as Json,
    revokedAt: row.revoked_at,
    revokedBy: row.revoked_by,
  }
}
