import { PodlinkError } from '../../kernel/errors.ts'

/** Rows that podlink cannot read; says in which table, what is wrong and how many, and never a value. */
export function shapeError(table: string, problem: string, count: number): PodlinkError {
  return new PodlinkError(
    'SOURCE_SHAPE',
    `PodFactory table ${table}: ${problem} (rows: ${count}).`,
    {
      fix: 'Correct the rows in PodFactory, or the column map if it names the wrong column; nothing was taken from them.',
      details: { table, count },
    },
  )
}

/** Fewer rows arrived than the table holds. */
export function incompleteError(table: string, expected: number, read: number): PodlinkError {
  return new PodlinkError(
    'SOURCE_INCOMPLETE',
    `PodFactory table ${table} gave ${read} of ${expected} rows.`,
    {
      fix: 'Run it again. If it repeats, look for a proxy or a server setting (sql_select_limit) that cuts answers.',
      isRetryable: true,
      details: { table, expected, read },
    },
  )
}
