import { CsvError, parse } from 'csv-parse/sync'
import { PodlinkError } from '../../kernel/errors.ts'
import { isOneEdit } from '../match/edit-distance.ts'

/** One row of a file: values by lower-case column name, trimmed; a missing column is the empty text. */
export type CsvRow = {
  /** Line in the file, counted from 1, where the row ends. */
  readonly line: number
  readonly get: (column: string) => string
}

export type CsvFile = { readonly name: string; readonly bytes: Uint8Array }

/** The columns a reader understands, lower case; any other title is never repeated in an error. */
export type CsvColumns = {
  readonly required: readonly string[]
  readonly optional?: readonly string[]
}

/**
 * Reads a comma-separated file with a header, in UTF-8 with or without a byte order mark. All rows or an error: a row
 * of another width, an unknown encoding or an unclosed quote is never skipped. Columns nobody asks for are ignored, unless
 * their title looks like that of a column that is not there.
 * @throws CONFIG_INPUT_FILE naming file, line and column, and what to do.
 */
export function readCsv(file: CsvFile, columns: CsvColumns): readonly CsvRow[] {
  const [header, ...records] = parseRecords(file, decodeUtf8(file))
  if (header === undefined) {
    throw inputError(
      file.name,
      1,
      'the file is empty',
      'Write a header line with column names first.',
    )
  }
  const positions = columnPositions(file, header.record, columns)
  return records.map(({ record, line }) => ({
    line,
    get: (column) => {
      const at = positions.get(column)
      return at === undefined ? '' : (record[at] ?? '').trim()
    },
  }))
}

/** The error for one place in an input file; `problem` must not repeat personal data from the file. */
export function inputError(file: string, line: number, problem: string, fix: string): PodlinkError {
  return new PodlinkError('CONFIG_INPUT_FILE', `${file}, line ${line}: ${problem}`, {
    fix,
    details: { file, line },
  })
}

type ParsedRecord = { readonly record: readonly string[]; readonly line: number }

function decodeUtf8(file: CsvFile): string {
  const { bytes, name } = file
  const fix = 'Save the file as UTF-8 (in a spreadsheet: "CSV UTF-8") and try again.'
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw inputError(name, 1, 'the file is in UTF-16', fix)
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const nul = text.indexOf('\0')
    if (nul < 0) return text
    throw inputError(name, lineAt(text, nul), 'there is a NUL byte', fix)
  } catch (error) {
    if (error instanceof PodlinkError) throw error
    throw inputError(name, firstBadLine(bytes), 'the text is not UTF-8', fix)
  }
}

function firstBadLine(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8').decode(bytes)
  const original = Buffer.from(bytes).toString('latin1').split('\n')
  const isBad = (line: string): boolean => {
    const again = Buffer.from(line, 'latin1')
    return !Buffer.from(again.toString('utf8'), 'utf8').equals(again)
  }
  return text === '' ? 1 : original.findIndex((line) => isBad(line)) + 1
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

function parseRecords(file: CsvFile, text: string): readonly ParsedRecord[] {
  try {
    const parsed: unknown = parse(text, { bom: true, info: true, skip_empty_lines: true })
    return toRecords(parsed)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = openedIn(text, error) ?? lineOf(error)
    throw inputError(file.name, line, problemOf(error), fixOf(error))
  }
}

function toRecords(parsed: unknown): readonly ParsedRecord[] {
  const rows = parsed as readonly { record: string[]; info: { lines: number } }[]
  return rows.map(({ record, info }) => ({ record, line: info.lines }))
}

const QUOTE_CODES: readonly string[] = ['CSV_QUOTE_NOT_CLOSED', 'CSV_INVALID_CLOSING_QUOTE']

/**
 * The line in which the quoted value begins that went wrong: the parser notices at the end of the file, or at the next
 * quote, which may be thousands of lines further down. Null for other errors.
 */
function openedIn(text: string, { code }: CsvError): number | null {
  if (!QUOTE_CODES.includes(code)) return null
  let [line, openedAt, isOpen, isStart] = [1, 1, false, true]
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (sign === '\n') line += 1
    if (!isOpen) {
      if (sign === '"' && isStart) [isOpen, openedAt] = [true, line]
      isStart = sign === ',' || sign === '\n' || sign === '\r' || (isStart && sign === '\uFEFF')
      continue
    }
    if (sign !== '"') continue
    const next = text[at + 1]
    if (next === '"') at += 1
    else if (next === undefined || next === ',' || next === '\n' || next === '\r') isOpen = false
    else return openedAt
  }
  return isOpen ? openedAt : null
}

function lineOf(error: CsvError): number {
  const line: unknown = error['lines']
  return typeof line === 'number' ? line : 1
}

function problemOf(error: CsvError): string {
  if (error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') {
    const record: unknown = error['record']
    const count = Array.isArray(record) ? record.length : 0
    return `the row has ${count} values and the header another number`
  }
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return 'a quoted value that begins here is never closed'
  if (error.code === 'CSV_INVALID_CLOSING_QUOTE') {
    return 'a quoted value that begins here has a quote in the middle, or is never closed'
  }
  return 'the row is not valid CSV (a quote stands inside a value)'
}

function fixOf(error: CsvError): string {
  return error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH'
    ? 'Give every row as many values as the header has columns; put values with a comma in double quotes.'
    : 'Put the value in double quotes and write quotes inside it twice ("").'
}

// A file without a header has its first person here, so only titles that are known are told.
function columnPositions(
  file: CsvFile,
  header: readonly string[],
  columns: CsvColumns,
): ReadonlyMap<string, number> {
  const known = new Set([...columns.required, ...(columns.optional ?? [])])
  const positions = new Map<string, number>()
  for (const [at, title] of header.entries()) {
    const column = title.trim().toLowerCase()
    const earlier = positions.get(column)
    if (column !== '' && earlier !== undefined) {
      const problem = known.has(column)
        ? `the column "${column}" appears twice`
        : `columns ${earlier + 1} and ${at + 1} have the same title`
      throw inputError(file.name, 1, problem, 'Remove or rename one of them.')
    }
    positions.set(column, at)
  }
  const looksLike = lookalike(header, known)
  if (looksLike !== null) {
    const problem = `the column "${looksLike.column}" is missing`
    const fix = `Column ${looksLike.number} looks like it: rename it, or take it out of the file.`
    throw inputError(file.name, 1, problem, fix)
  }
  const missing = columns.required.filter((column) => !positions.has(column))
  if (missing.length === 0) return positions
  const problem = `the column "${missing.join('", "')}" is missing`
  const present = [...positions.keys()].filter((column) => known.has(column))
  throw inputError(file.name, 1, problem, adviceOn(header, present))
}

/** A column that is not there, and the number, from 1, of one whose title was probably meant for it. */
function lookalike(
  header: readonly string[],
  known: ReadonlySet<string>,
): { readonly column: string; readonly number: number } | null {
  const titles = header.map((title) => title.trim().toLowerCase())
  for (const column of known) {
    if (titles.includes(column)) continue
    const at = titles.findIndex((title) => !known.has(title) && isLike(lettersOf(title), column))
    if (at >= 0) return { column, number: at + 1 }
  }
  return null
}

const LIKE_LETTERS_MIN = 4

function isLike(title: string, column: string): boolean {
  const wanted = lettersOf(column)
  if (title === wanted) return true
  if (Math.min(title.length, wanted.length) < LIKE_LETTERS_MIN) return false
  return isOneEdit(title, wanted) || title.endsWith(wanted) || wanted.endsWith(title)
}

function lettersOf(title: string): string {
  return title.replaceAll(/[^a-z]/g, '')
}

function adviceOn(header: readonly string[], present: readonly string[]): string {
  if (header.length === 1 && /[;\t|]/.test(header[0] ?? '')) {
    return 'Separate the columns with commas: this header uses another separator.'
  }
  if (present.length > 0) {
    return `Add the column to the header; of its ${header.length} columns these are known: ${present.join(', ')}.`
  }
  return `Write a header with column names first: none of the ${header.length} titles in this line is known.`
}
