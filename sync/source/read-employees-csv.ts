import { type EmployeeId, parseEmployeeId } from '../../kernel/ids.ts'
import type { EmployeeRecord } from '../match/people.ts'
import { type CsvFile, type CsvRow, inputError, readCsv } from './read-csv.ts'

const COLUMNS = {
  required: ['id'],
  optional: ['name', 'email', 'department', 'role_code', 'is_active', 'previous_names'],
}

/**
 * Reads `id,name,email,department,role_code,is_active,previous_names`. Only `id` must be there; an empty `is_active`
 * means active, several previous names are separated by `|`.
 * @throws CONFIG_INPUT_FILE for a bad or repeated id, a bad `is_active`, and whatever `readCsv` refuses.
 */
export function readEmployeesCsv(file: CsvFile): readonly EmployeeRecord[] {
  const seen = new Map<EmployeeId, number>()
  return readCsv(file, COLUMNS).map((row) => {
    const id = readId(file, row)
    const earlier = seen.get(id)
    if (earlier !== undefined) {
      const problem = `column "id": the id ${id} is already used in line ${earlier}`
      throw inputError(file.name, row.line, problem, 'Keep one row per employee.')
    }
    seen.set(id, row.line)
    return {
      id,
      name: row.get('name'),
      email: row.get('email') || null,
      department: row.get('department') || null,
      roleCode: row.get('role_code') || null,
      isActive: readIsActive(file, row),
      previousNames: row
        .get('previous_names')
        .split('|')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    }
  })
}

function readId(file: CsvFile, row: CsvRow): EmployeeId {
  const id = parseEmployeeId(row.get('id'))
  if (id !== null) return id
  const fix = 'Write the employee number: a whole number from 1, digits only.'
  throw inputError(file.name, row.line, 'column "id": not an employee id', fix)
}

function readIsActive(file: CsvFile, row: CsvRow): boolean {
  const text = row.get('is_active').toLowerCase()
  if (['', '1', 'true', 'yes', 'y', 't'].includes(text)) return true
  if (['0', 'false', 'no', 'n', 'f'].includes(text)) return false
  const problem = 'column "is_active": neither yes nor no'
  throw inputError(file.name, row.line, problem, 'Write 1 or 0, true or false, or leave it empty.')
}
