import { sql } from 'kysely'
import type { EmployeeId, PodfactoryUserId, RunId } from '../../kernel/ids.ts'
import type { ColumnMap } from '../column-map.ts'
import type { Queryable } from '../open-store.ts'

/** Work that a matched user did, as it will stand in the customer's activity log. */
export type ImportedActivity = {
  readonly podfactoryActivityId: string
  readonly podfactoryUserId: PodfactoryUserId
  readonly employeeId: EmployeeId
  readonly action: string
  readonly happenedAt: Date
  readonly quantity: number
}

/** Which of these PodFactory activities were imported before. */
export async function findImportedActivities(
  db: Queryable,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('podfactory_activity')
    .select('podfactory_activity_id')
    .where('podfactory_activity_id', 'in', [...ids])
    .execute()
  return new Set(rows.map((row) => row.podfactory_activity_id))
}

/**
 * Adds the activities to the customer's log, each remembered under its PodFactory id, whose unique key refuses a
 * second import. The caller's transaction makes both rows stand or fall together. One row at a time in the log,
 * because only then does every engine tell the id it gave.
 */
export async function importActivities(
  db: Queryable,
  columns: ColumnMap,
  activities: readonly ImportedActivity[],
  runId: RunId,
): Promise<void> {
  const log = columns.activityLogs
  const remembered = []
  for (const activity of activities) {
    const inserted = await sql`
      INSERT INTO ${sql.table(log.table)}
        (${sql.ref(log.employeeId)}, ${sql.ref(log.action)}, ${sql.ref(log.happenedAt)}, ${sql.ref(log.quantity)})
      VALUES (${activity.employeeId}, ${activity.action}, ${activity.happenedAt}, ${activity.quantity})`.execute(
      db,
    )
    remembered.push({
      podfactory_activity_id: activity.podfactoryActivityId,
      activity_log_id: Number(inserted.insertId),
      podfactory_user_id: activity.podfactoryUserId,
      employee_id: activity.employeeId,
      run_id: runId,
    })
  }
  if (remembered.length > 0) await db.insertInto('podfactory_activity').values(remembered).execute()
}
