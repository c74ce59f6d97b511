import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'
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
