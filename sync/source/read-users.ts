import { parsePodfactoryUserId, type PodfactoryUserId } from '../../kernel/ids.ts'
import type { Reader } from '../../store/open-reader.ts'
import type { UserRecord } from '../match/people.ts'
import { countRows } from './count-rows.ts'
import type { PodfactoryColumns } from './podfactory-columns.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { readList, readText } from './read-cells.ts'
import { incompleteError, shapeError } from './source-errors.ts'

/** Far above any workforce; a table beyond it is not the table that was meant. */
const USERS_MAX = 500_000

/**
 * Every user once. They are counted first, in a statement of its own: a count that travelled on the rows would be lost
 * with them. Rows that appear in between are welcome, rows that vanish make the run start over. @throws as the source says
 */
export async function readUsers(
  reader: Pick<Reader, 'select'>,
  columns: PodfactoryColumns['users'],
): Promise<readonly UserRecord[]> {
  const { table, ...names } = columns
  const cells = Object.entries(names).map(([as, name]) => `${quoteIdentifier(name)} AS ${as}`)
  const total = await countRows(reader, table)
  const rows = await reader.select(
    `SELECT ${cells.join(', ')} FROM ${quoteIdentifier(table)} LIMIT ${USERS_MAX}`,
  )
  if (rows.length < total) throw incompleteError(table, total, rows.length)
  const users = rows.map((row) => ({
    id: parsePodfactoryUserId(row['id']),
    email: readText(row['email']),
    fullName: readText(row['fullName']),
    userRole: readText(row['userRole']),
    actions: readList(row['actions']),
  }))
  return distinct(table, users)
}

function distinct(
  table: string,
  users: readonly (Omit<UserRecord, 'id'> & { id: PodfactoryUserId | null })[],
): readonly UserRecord[] {
  const known = users.flatMap((user) => (user.id === null ? [] : [{ ...user, id: user.id }]))
  if (known.length < users.length) {
    throw shapeError(table, 'the id is missing or unreadable', users.length - known.length)
  }
  const repeated = known.length - new Set(known.map((user) => user.id)).size
  if (repeated > 0) throw shapeError(table, 'the id is repeated', repeated)
  return known
}
