import { sql, type Selectable } from 'kysely'
import { inBatches } from '../batches.ts'
import type { EmployeeId, PodfactoryUserId, RunId } from '../../kernel/ids.ts'
import type { Queryable } from '../open-store.ts'
import type { EmployeePodfactoryMapping } from '../schema.ts'
import type { MatchedBy } from './auth0-user-mapping.ts'

/** Whose PodFactory user this is: one employee per user, many users per employee. */
export type PodfactoryMapping = {
  readonly podfactoryUserId: PodfactoryUserId
  readonly employeeId: EmployeeId
  /** As PodFactory writes it. */
  readonly podfactoryEmail: string | null
  readonly fullName: string | null
  readonly matchedBy: MatchedBy
  readonly rule: string
  readonly score: number
  readonly matchedAt: Date
  readonly runId: RunId | null
}

/** Every stored pair, by PodFactory user. */
export async function readPodfactoryMappings(db: Queryable): Promise<readonly PodfactoryMapping[]> {
  const rows = await db
    .selectFrom('employee_podfactory_mapping')
    .selectAll()
    .orderBy('podfactory_user_id')
    .execute()
  return rows.map(toMapping)
}

/** The stored pairs of these PodFactory users; no other transaction changes them before this one ends. */
export async function lockPodfactoryMappings(
  db: Queryable,
  ids: readonly PodfactoryUserId[],
): Promise<readonly PodfactoryMapping[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('employee_podfactory_mapping')
    .selectAll()
    .where('podfactory_user_id', 'in', [...ids])
    .orderBy('podfactory_user_id')
    .forUpdate()
    .execute()
  return rows.map(toMapping)
}

/** The pairs of one employee, by PodFactory user. */
export async function findPodfactoryMappingsOf(
  db: Queryable,
  employeeId: EmployeeId,
): Promise<readonly PodfactoryMapping[]> {
  const rows = await db
    .selectFrom('employee_podfactory_mapping')
    .selectAll()
    .where('employee_id', '=', employeeId)
    .orderBy('podfactory_user_id')
    .execute()
  return rows.map(toMapping)
}

/** Stores the pairs; a pair whose PodFactory user is known is replaced. */
export async function putPodfactoryMappings(
  db: Queryable,
  mappings: readonly PodfactoryMapping[],
): Promise<void> {
  await inBatches(mappings, (batch) =>
    db
      .insertInto('employee_podfactory_mapping')
      .values(
        batch.map((mapping) => ({
          podfactory_user_id: mapping.podfactoryUserId,
          employee_id: mapping.employeeId,
          podfactory_email: mapping.podfactoryEmail,
          full_name: mapping.fullName,
          matched_by: mapping.matchedBy,
          rule: mapping.rule,
          score: mapping.score,
          matched_at: mapping.matchedAt,
          run_id: mapping.runId,
        })),
      )
      .onDuplicateKeyUpdate({
        employee_id: sql`VALUES(employee_id)`,
        podfactory_email: sql`VALUES(podfactory_email)`,
        full_name: sql`VALUES(full_name)`,
        matched_by: sql`VALUES(matched_by)`,
        rule: sql`VALUES(rule)`,
        score: sql`VALUES(score)`,
        matched_at: sql`VALUES(matched_at)`,
        run_id: sql`VALUES(run_id)`,
      })
      .execute(),
  )
}

/** Forgets the pairs of these PodFactory users; unknown ones are ignored. */
export async function deletePodfactoryMappings(
  db: Queryable,
  ids: readonly PodfactoryUserId[],
): Promise<void> {
  await inBatches(ids, (batch) =>
    db
      .deleteFrom('employee_podfactory_mapping')
      .where('podfactory_user_id', 'in', [...batch])
      .execute(),
  )
}

function toMapping(row: Selectable<EmployeePodfactoryMapping>): PodfactoryMapping {
  return {
    podfactoryUserId: row.podfactory_user_id as PodfactoryUserId,
    employeeId: row.employee_id as EmployeeId,
    podfactoryEmail: row.podfactory_email,
    fullName: row.full_name,
    matchedBy: row.matched_by,
    rule: row.rule,
    score: row.score,
    matchedAt: row.matched_at ?? new Date(0),
    runId: row.run_id as RunId | null,
  }
}
