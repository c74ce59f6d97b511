import { sql } from 'kysely'
import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'
import { inBatches } from '../batches.ts'
import type { Queryable } from '../open-store.ts'

/** A pair that people laid down, such as a seasonal worker's shared login; it wins over every rule. */
export type SpecialMapping = {
  readonly podfactoryUserId: PodfactoryUserId
  readonly employeeId: EmployeeId
  readonly reason: string
}

/** Every special mapping, by PodFactory user. */
export async function readSpecialMappings(db: Queryable): Promise<readonly SpecialMapping[]> {
  const rows = await db
    .selectFrom('special_mappings')
    .select(['podfactory_user_id', 'employee_id', 'reason'])
    .orderBy('podfactory_user_id')
    .execute()
  return rows.map((row) => ({
    podfactoryUserId: row.podfactory_user_id as PodfactoryUserId,
    employeeId: row.employee_id as EmployeeId,
    reason: row.reason,
  }))
}

/** Stores the mappings; of a user who has one already the employee and the reason are replaced. */
export async function putSpecialMappings(
  db: Queryable,
  mappings: readonly SpecialMapping[],
  author: { readonly by: string; readonly at: Date },
): Promise<void> {
  await inBatches(mappings, (batch) =>
    db
      .insertInto('special_mappings')
      .values(
        batch.map((one) => ({
          podfactory_user_id: one.podfactoryUserId,
          employee_id: one.employeeId,
          reason: one.reason,
          created_by: author.by,
          created_at: author.at,
        })),
      )
      .onDuplicateKeyUpdate({
        employee_id: sql`VALUES(employee_id)`,
        reason: sql`VALUES(reason)`,
        created_by: sql`VALUES(created_by)`,
        created_at: sql`VALUES(created_at)`,
      })
      .execute(),
  )
}

/** Removes the mappings of these users; unknown ones are ignored. */
export async function deleteSpecialMappings(
  db: Queryable,
  ids: readonly PodfactoryUserId[],
): Promise<void> {
  await inBatches(ids, (batch) =>
    db
      .deleteFrom('special_mappings')
      .where('podfactory_user_id', 'in', [...batch])
      .execute(),
  )
}
