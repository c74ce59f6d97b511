import type { Auth0UserId, EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'
import type { Queryable } from '../open-store.ts'

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
