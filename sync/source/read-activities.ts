import { parsePodfactoryUserId, podfactoryUserIdForOutput } from '../../kernel/ids.ts'
import type { Reader } from '../../store/open-reader.ts'
import { countRows } from './count-rows.ts'
import type { PodfactoryColumns } from './podfactory-columns.ts'
import type { ActivityRange, PodfactoryActivity } from './podfactory-source.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { readMoment, readText, readWholeNumber } from './read-cells.ts'
import { incompleteError, shapeError } from './source-errors.ts'

/** About one megabyte in memory, and few enough round trips for a million rows. */
const PAGE_ROWS = 5_000

type Columns = PodfactoryColumns['activities']
type Row = Readonly<Record<string, unknown>>

/** The highest activity id, null while there is none. @throws as the source says */
export async function readNewestActivityId(
  reader: Pick<Reader, 'select'>,
  columns: Columns,
): Promise<number | null> {
  const id = quoteIdentifier(columns.id)
  const rows = await reader.select(
    `SELECT MAX(${id}) AS newest FROM ${quoteIdentifier(columns.table)}`,
  )
  const newest = rows[0]?.['newest'] ?? null
  if (newest === null) return null
  const number = readWholeNumber(newest)
  if (number === null) throw shapeError(columns.table, 'the newest id is no whole number', 1)
  return number
}

/**
 * The range page by page. Rows counted at the start must all have been seen at the end; rows that appear meanwhile
 * may be among them, those that do not are found by a later run. @throws as the source says
 */
export async function* readActivityPages(
  reader: Pick<Reader, 'select'>,
  columns: Columns,
  range: ActivityRange,
): AsyncGenerator<readonly PodfactoryActivity[]> {
  const { from, cells, order, where, parameters } = compose(columns, range)
  const total = await countRows(reader, columns.table, {
    where,
    parameters: [range.after, ...parameters],
  })
  let after = range.after
  let read = 0
  for (;;) {
    const rows = await reader.select(
      `SELECT ${cells} ${from} ${where} ORDER BY ${order} LIMIT ${PAGE_ROWS}`,
      [after, ...parameters],
    )
    const page = toPage(columns.table, rows, after)
    read += page.length
    const last = page.at(-1)
    if (last === undefined) break
    yield page
    after = last.id
  }
  if (read < total) throw incompleteError(columns.table, total, read)
}

function compose(columns: Columns, range: ActivityRange) {
  const { table, ...names } = columns
  const id = quoteIdentifier(names.id)
  const ofUsers = range.userIds === null ? '' : ` AND ${quoteIdentifier(names.userId)} IN (?)`
  // NOTE text compared with a number column keeps the server from using the index, so numbers are sent as numbers.
  const users = range.userIds === null ? [] : [range.userIds.map(podfactoryUserIdForOutput)]
  return {
    from: `FROM ${quoteIdentifier(table)}`,
    cells: Object.entries(names)
      .map(([as, name]) => `${quoteIdentifier(name)} AS ${as}`)
      .join(', '),
    order: id,
    where: `WHERE ${id} > ? AND ${id} <= ?${ofUsers}`,
    parameters: [range.upTo, ...users],
  }
}

function toPage(table: string, rows: readonly Row[], after: number): readonly PodfactoryActivity[] {
  const page = rows.map(toActivity).filter((activity) => activity !== null)
  if (page.length < rows.length) {
    const problem = 'id, action, time or quantity is missing or unreadable'
    throw shapeError(table, problem, rows.length - page.length)
  }
  // Text ids sort otherwise than numbers do, and paging by them would lose rows or never end.
  const falling = page.filter((activity, at) => activity.id <= (page[at - 1]?.id ?? after))
  if (falling.length > 0)
    throw shapeError(table, 'the id does not rise as a number', falling.length)
  return page
}

function toActivity(row: Row): PodfactoryActivity | null {
  const id = readWholeNumber(row['id'])
  const action = readText(row['action'])
  const happenedAt = readMoment(row['happenedAt'])
  const quantity = readWholeNumber(row['quantity'])
  if (id === null || action === null || happenedAt === null || quantity === null) return null
  return { id, userId: parsePodfactoryUserId(row['userId']), action, happenedAt, quantity }
}
