import { sql } from 'kysely'
import type { Auth0UserId, EmployeeId } from '../../kernel/ids.ts'
import { parseAuth0UserId, parseEmployeeId } from '../../kernel/ids.ts'
import { PodlinkError } from '../../kernel/errors.ts'
import type { ColumnMap } from '../column-map.ts'
import type { Queryable } from '../open-store.ts'

/** One row of the customer's table. Empty text is read as null. */
export type Employee = {
  readonly id: EmployeeId
  readonly name: string
  readonly email: string | null
  readonly auth0UserId: Auth0UserId | null
  readonly isActive: boolean
  readonly department: string | null
  readonly roleCode: string | null
  readonly previousNames: readonly string[]
}

type Row = {
  id: unknown
  name: string | null
  email: string | null
  auth0_user_id: string | null
  is_active: number | null
  department: string | null
  role_code: string | null
  previous_names: string | null
}

/** Every employee, active or not, by id. */
export function readEmployees(db: Queryable, columns: ColumnMap): Promise<readonly Employee[]> {
  return select(db, columns, sql`1 = 1`)
}

/** Employees whose address equals `email` without regard to case; the collation may also fold accents. */
export function findEmployeesByEmail(
  db: Queryable,
  columns: ColumnMap,
  email: string,
): Promise<readonly Employee[]> {
  return select(db, columns, sql`${sql.ref(columns.employees.email)} = ${email}`)
}

/** Employees whose row names this Auth0 user; more than one is a mistake in the table. */
export function findEmployeesByAuth0User(
  db: Queryable,
  columns: ColumnMap,
  id: Auth0UserId,
): Promise<readonly Employee[]> {
  return select(db, columns, sql`${sql.ref(columns.employees.auth0UserId)} = ${id}`)
}

/** Employees of these ids; unknown ids are left out. */
export async function findEmployees(
  db: Queryable,
  columns: ColumnMap,
  ids: readonly EmployeeId[],
): Promise<readonly Employee[]> {
  if (ids.length === 0) return []
  return select(db, columns, sql`${sql.ref(columns.employees.id)} IN (${sql.join([...ids])})`)
}

/** Active employees without an Auth0 account, by id, at most `limit`. */
export function findEmployeesWithoutAccount(
  db: Queryable,
  columns: ColumnMap,
  limit: number,
): Promise<readonly Employee[]> {
  const { auth0UserId, isActive } = columns.employees
  return select(
    db,
    columns,
    sql`${sql.ref(auth0UserId)} IS NULL AND ${sql.ref(isActive)} = 1`,
    sql`LIMIT ${limit}`,
  )
}

/**
 * Writes `auth0UserId` (null clears it) only when the row still holds `expected`; false when it does not.
 * The only column of the customer's table that podlink changes.
 */
export async function setEmployeeAuth0UserId(
  db: Queryable,
  columns: ColumnMap,
  change: { employeeId: EmployeeId; auth0UserId: Auth0UserId | null; expected: Auth0UserId | null },
): Promise<boolean> {
  const { table, id, auth0UserId } = columns.employees
  const result = await sql`
    UPDATE ${sql.table(table)} SET ${sql.ref(auth0UserId)} = ${change.auth0UserId}
    WHERE ${sql.ref(id)} = ${change.employeeId} AND ${sql.ref(auth0UserId)} <=> ${change.expected}`.execute(
    db,
  )
  return Number(result.numAffectedRows ?? 0n) === 1
}

async function select(
  db: Queryable,
  columns: ColumnMap,
  where: ReturnType<typeof sql>,
  tail = sql``,
): Promise<readonly Employee[]> {
  const map = columns.employees
  const optional = (column: string | null) => (column === null ? sql`NULL` : sql.ref(column))
  const result = await sql<Row>`
    SELECT ${sql.ref(map.id)} AS id, ${sql.ref(map.name)} AS name, ${sql.ref(map.email)} AS email,
      ${sql.ref(map.auth0UserId)} AS auth0_user_id, ${sql.ref(map.isActive)} AS is_active,
      ${optional(map.department)} AS department, ${optional(map.roleCode)} AS role_code,
      ${optional(map.previousNames)} AS previous_names
    FROM ${sql.table(map.table)} WHERE ${where} ORDER BY ${sql.ref(map.id)} ${tail}`.execute(db)
  return result.rows.map(toEmployee)
}

function toEmployee(row: Row): Employee {
  const id = parseEmployeeId(row.id)
  if (id === null) {
    throw new PodlinkError(
      'SOURCE_SHAPE',
      'An employee has an id that is not a positive whole number.',
      {
        fix: 'Correct the row in the employees table, or the id column in the column map.',
      },
    )
  }
  return {
    id,
    name: row.name ?? '',
    email: filled(row.email),
    auth0UserId: parseAuth0UserId(row.auth0_user_id),
    isActive: row.is_active === 1,
    department: filled(row.department),
    roleCode: filled(row.role_code),
    previousNames: (row.previous_names ?? '')
      .split('|')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  }
}

function filled(text: string | null): string | null {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' ? null : trimmed
}
