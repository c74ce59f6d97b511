import type { Reader } from '../../store/open-reader.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { readWholeNumber } from './read-cells.ts'
import { shapeError } from './source-errors.ts'

/**
 * How many rows the table holds where `condition` is true (of all of them when it is empty), so that a cut answer can be
 * told from a small table. @throws PodlinkError SOURCE_SHAPE when no count comes back, otherwise as the reader
 */
export async function countRows(
  reader: Pick<Reader, 'select'>,
  table: string,
  condition: { readonly where: string; readonly parameters: readonly unknown[] } = EVERY_ROW,
): Promise<number> {
  const statement = `SELECT COUNT(*) AS total FROM ${quoteIdentifier(table)} ${condition.where}`
  const [row] = await reader.select(statement.trimEnd(), condition.parameters)
  const total = readWholeNumber(row?.['total'])
  if (total === null) throw shapeError(table, 'the answer to COUNT(*) is no whole number', 1)
  return total
}

const EVERY_ROW = { where: '', parameters: [] }
