/** What a `?` in a statement may stand for. */
export type StatementValue = string | number | null

/** One SQL statement with `?` placeholders and what they stand for, in order. */
export type Statement = { readonly sql: string; readonly params: readonly StatementValue[] }

/** Far below the limits of 65535 placeholders and 16 MiB per statement. */
const ROWS_MAX = 500

/**
 * INSERT statements of at most 500 rows for all of `rows`; none for no rows. Table and columns go into the SQL as
 * they are and must be plain or quoted identifiers.
 */
export function insertStatements(
  table: string,
  columns: readonly string[],
  rows: readonly (readonly StatementValue[])[],
): readonly Statement[] {
  const marks = `(${columns.map(() => '?').join(', ')})`
  const starts = Array.from({ length: Math.ceil(rows.length / ROWS_MAX) }, (_, at) => at * ROWS_MAX)
  return starts.map((start) => {
    const batch = rows.slice(start, start + ROWS_MAX)
    return {
      sql: `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${batch.map(() => marks).join(', ')}`,
      params: batch.flat(),
    }
  })
}

/** A moment as MySQL reads it, in UTC with milliseconds: `2026-01-31 23:59:59.123`. */
export function sqlTime(moment: Date): string {
  return moment.toISOString().slice(0, 23).replace('T', ' ')
}
