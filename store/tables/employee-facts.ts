import { sql } from 'kysely'
import type { EmployeeId } from '../../kernel/ids.ts'
import type { Queryable } from '../open-store.ts'
import { inBatches } from '../batches.ts'

/** What podlink last saw of an employee, so that a changed name is noticed and the old one is kept. */
export type EmployeeFacts = {
  readonly employeeId: EmployeeId
  readonly nameSeen: string
  /** The compared form of the name, as sync/match makes it. */
  readonly nameKey: string
  /** Oldest first, without repeats. */
  readonly previousNames: readonly string[]
  readonly department: string | null
  readonly roleCode: string | null
}

/** Every stored fact, by employee id. */
export async function readEmployeeFacts(db: Queryable): Promise<readonly EmployeeFacts[]> {
  const rows = await db.selectFrom('employee_facts').selectAll().orderBy('employee_id').execute()
  return rows.map((row) => ({
    employeeId: row.employee_id as EmployeeId,
    nameSeen: row.name_seen,
    nameKey: row.name_key,
    previousNames: JSON.parse(row.previous_names) as string[],
    department: row.department,
    roleCode: row.role_code,
  }))
}

/** Earlier names of this employee that podlink noticed, oldest first. */
export async function findPreviousNames(
  db: Queryable,
  employeeId: EmployeeId,
): Promise<readonly string[]> {
  const row = await db
    .selectFrom('employee_facts')
    .select('previous_names')
    .where('employee_id', '=', employeeId)
    .executeTakeFirst()
  return row === undefined ? [] : (JSON.parse(row.previous_names) as string[])
}

/** Employees whose compared name equals `nameKey`, at most `limit`. */
export async function findEmployeeIdsByNameKey(
  db: Queryable,
  nameKey: string,
  limit: number,
): Promise<readonly EmployeeId[]> {
  const rows = await db
    .selectFrom('employee_facts')
    .select('employee_id')
    .where('name_key', '=', nameKey)
    .orderBy('employee_id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.employee_id as EmployeeId)
}

/** Stores the facts; rows that exist are replaced. */
export async function putEmployeeFacts(
  db: Queryable,
  facts: readonly EmployeeFacts[],
  now: Date,
): Promise<void> {
  await inBatches(facts, (batch) =>
    db
      .insertInto('employee_facts')
      .values(
        batch.map((fact) => ({
          employee_id: fact.employeeId,
          name_seen: fact.nameSeen,
          name_key: fact.nameKey,
          previous_names: JSON.stringify(fact.previousNames),
          department: fact.department,
          role_code: fact.roleCode,
          updated_at: now,
        })),
      )
      .onDuplicateKeyUpdate({
        name_seen: sql`VALUES(name_seen)`,
        name_key: sql`VALUES(name_key)`,
        previous_names: sql`VALUES(previous_names)`,
        department: sql`VALUES(department)`,
        role_code: sql`VALUES(role_code)`,
        updated_at: sql`VALUES(updated_at)`,
      })
      .execute(),
  )
}
