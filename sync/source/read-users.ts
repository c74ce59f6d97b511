import { parsePodfactoryUserId, type PodfactoryUserId } from '../../kernel/ids.ts'
import type { Reader } from '../../store/open-reader.ts'
import type { UserRecord } from '../match/people.ts'
import type { PodfactoryColumns } from './podfactory-columns.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { readList, readText, readWholeNumber } from './read-cells.ts'
import { incompleteError, shapeError } from './source-errors.ts'

/** Far above any workforce; a table beyond it is not the table that was meant. */
const USERS_MAX = 500_000

/** Every user once, in one statement, so that the count and the rows are of one moment. @throws as the source says */
export async function readUsers(
  reader: Pick<Reader, 'select'>,
  columns: PodfactoryColumns['users'],
): Promise<readonly UserRecord[]> {
  const { table, ...names } = columns
  const from = quoteIdentifier(table)
  const cells = Object.entries(names).map(([as, name]) => `u.${quoteIdentifier(name)} AS ${as}`)
  const rows = await reader.select(
    `SELECT ${cells.join(', ')}, c.total FROM ${from} u CROSS JOIN (SELECT COUNT(*) AS total FROM ${from}) c LIMIT ${USERS_MAX}`,
  )
  const total = readWholeNumber(rows[0]?.['total'] ?? 0) ?? 0
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
