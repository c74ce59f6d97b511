import { stringify } from 'csv-stringify/sync'
import { parseEmployeeId } from '../../kernel/ids.ts'
import { type CsvFile, inputError, readCsv } from '../source/read-csv.ts'
import { type Answer, type Decision, DECISIONS } from './check-answer.ts'

/** A case as a spreadsheet shows it. */
export type CaseRow = {
  readonly id: number
  readonly about: string
  readonly who: string
  readonly why: string
  /** Candidates, best first, as text. */
  readonly candidates: readonly string[]
}

/** An answer with the line of the file where it stands. */
export type WrittenAnswer = Answer & { readonly line: number }

const CANDIDATES_SHOWN = 5
const ANSWER_COLUMNS = ['decision', 'employee', 'reason']

/**
 * A table with one line per case and empty columns for the answer, for people who use a spreadsheet: UTF-8 with the mark
 * that makes it open right, and no cell that it would take for a formula.
 */
export function toAnswerSheet(rows: readonly CaseRow[]): string {
  const numbers = Array.from({ length: CANDIDATES_SHOWN }, (_, index) => index)
  const columns = [
    'case',
    'about',
    'who',
    'why',
    ...numbers.map((index) => `candidate ${index + 1}`),
    ...ANSWER_COLUMNS,
  ]
  const records = rows.map(({ id, about, who, why, candidates }) => [
    id,
    about,
    who,
    why,
    ...numbers.map((index) => candidates[index] ?? ''),
    ...ANSWER_COLUMNS.map(() => ''),
  ])
  return stringify([columns, ...records], { bom: true, escape_formulas: true })
}

/**
 * The answers of a filled-in table, in its order; lines without a decision are left out. Decisions are read as people write
 * them (`confirm`, `Not a person`, `new-employee`), employees by number, with or without `#`.
 * @throws PodlinkError CONFIG_INPUT_FILE naming file and line; a case that stands there twice is one.
 */
export function readAnswerSheet(file: CsvFile): readonly WrittenAnswer[] {
  const rows = readCsv(file, { required: ['case', 'decision'], optional: ['employee', 'reason'] })
  const seen = new Map<number, number>()
  return rows.flatMap((row) => {
    if (row.get('decision') === '') return []
    const caseId = toCaseId(file, row.line, row.get('case'))
    const earlier = seen.get(caseId)
    if (earlier !== undefined) {
      const problem = `case ${caseId} was answered on line ${earlier} already`
      throw inputError(file.name, row.line, problem, 'Leave one of the two answers.')
    }
    seen.set(caseId, row.line)
    return [
      {
        line: row.line,
        caseId,
        decision: toDecision(file, row.line, row.get('decision')),
        employeeId: toEmployee(file, row.line, row.get('employee')),
        reason: row.get('reason').slice(0, 500) || null,
      },
    ]
  })
}

function toCaseId(file: CsvFile, line: number, text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw inputError(file.name, line, 'column "case" is no number', 'Leave the column as exported.')
}

function toDecision(file: CsvFile, line: number, text: string): Decision {
  const word = text.toLowerCase().replaceAll(/[\s_-]+/g, '_')
  const decision = DECISIONS.find((one) => one === word)
  if (decision !== undefined) return decision
  const fix = 'Write confirm, deny, not a person or new employee, or leave it empty.'
  throw inputError(file.name, line, 'column "decision" is none of the answers', fix)
}

function toEmployee(file: CsvFile, line: number, text: string) {
  if (text === '') return null
  const id = parseEmployeeId(text.replace(/^#/, ''))
  if (id !== null) return id
  const fix = 'Write the number of the employee’s row, such as 42.'
  throw inputError(file.name, line, 'column "employee" is no number', fix)
}
