import { sql } from 'kysely'
import type { Auth0UserId, EmployeeId } from '../../kernel/ids.ts'
import { parseAuth0UserId, parseEmployeeId } from '../../kernel/ids.ts'
import { PodlinkError } from '../../kernel/errors.ts'
import type { ColumnMap } from '../column-map.ts'
import type { Queryable } from '../open-store.ts'
import { isUnstorable } from '../store-errors.ts'

/** One row of the customer's table. Empty text is read as null. */
export type Employee = {
  readonly id: EmployeeId
  readonly name: string
  readonly email: string | null
  readonly auth0UserId: Auth0UserId | null
  /** True when the row names something as its Auth0 user that is no Auth0 id: `auth0UserId` is null and the row not free. */
  readonly isAuth0UserIdUnreadable?: true
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

/**
 * Employees whose address equals `email` without regard to case, accents and white space around it. Reads the whole
 * table: no index finds an address behind a space, and one that is missed hides a second owner.
 */
export async function findEmployeesByEmail(
  db: Queryable,
  columns: ColumnMap,
  email: string,
): Promise<readonly Employee[]> {
  const column = sql`${asUnicode(columns.employees.email)} COLLATE utf8mb4_unicode_ci`
  const pattern = `%${email.replace(/[|%_]/g, '|$&')}%`
  const found = await select(db, columns, sql`${column} LIKE ${pattern} ESCAPE '|'`)
  return found.filter((employee) => sameLetters.compare(employee.email ?? '', email) === 0)
}

const sameLetters = new Intl.Collator('en', { usage: 'search', sensitivity: 'base' })

/** Employees whose row names this Auth0 user, letter for letter; more than one is a mistake in the table. */
export function findEmployeesByAuth0User(
  db: Queryable,
  columns: ColumnMap,
  id: Auth0UserId,
): Promise<readonly Employee[]> {
  const column = columns.employees.auth0UserId
  // The plain comparison is what an index serves; every character set can hold ASCII, and few can hold more.
  const indexed = /^[!-~]+$/.test(id) ? sql`${sql.ref(column)} = ${id}` : sql`1 = 1`
  return select(db, columns, sql`${indexed} AND ${bytesOf(column)} = CAST(${id} AS BINARY)`)
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
    sql`${isBlank(auth0UserId)} AND ${sql.ref(isActive)} = 1`,
    sql`LIMIT ${limit}`,
  )
}

/**
 * Writes `auth0UserId` (null clears it) only when the row still holds `expected`, letter for letter (null: nothing); false
 * when it does not, or when the customer's column cannot hold the id. The only column of his table that podlink changes.
 */
export async function setEmployeeAuth0UserId(
  db: Queryable,
  columns: ColumnMap,
  change: { employeeId: EmployeeId; auth0UserId: Auth0UserId | null; expected: Auth0UserId | null },
): Promise<boolean> {
  const { table, id, auth0UserId } = columns.employees
  const { expected } = change
  const isExpected =
    expected === null
      ? isBlank(auth0UserId)
      : sql`${bytesOf(auth0UserId)} = CAST(${expected} AS BINARY)`
  try {
    const result = await sql`
      UPDATE ${sql.table(table)} SET ${sql.ref(auth0UserId)} = ${change.auth0UserId}
      WHERE ${sql.ref(id)} = ${change.employeeId} AND ${isExpected}`.execute(db)
    return Number(result.numAffectedRows ?? 0n) === 1
  } catch (error) {
    if (isUnstorable(error)) return false
    throw error
  }
}

/** The column in a character set that every text compares with: a latin1 column refuses the comparison with some. */
function asUnicode(column: string) {
  return sql`CONVERT(${sql.ref(column)} USING utf8mb4)`
}

/** Ids differ by case, whatever the customer's collation folds. */
function bytesOf(column: string) {
  return sql`CAST(${asUnicode(column)} AS BINARY)`
}

function isBlank(column: string) {
  return sql`(${sql.ref(column)} IS NULL OR TRIM(${sql.ref(column)}) = '')`
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
  const auth0UserId = parseAuth0UserId(row.auth0_user_id)
  const isUnreadable = auth0UserId === null && filled(row.auth0_user_id) !== null
  return {
    id,
    name: row.name ?? '',
    email: filled(row.email),
    auth0UserId,
    ...(isUnreadable ? { isAuth0UserIdUnreadable: true } : {}),
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
