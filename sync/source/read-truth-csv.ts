import { type EmployeeId, parseEmployeeId, type PodfactoryUserId } from '../../kernel/ids.ts'
import { type CsvFile, inputError, readCsv } from './read-csv.ts'
import { readUserId } from './read-users-csv.ts'

const COLUMNS = { required: ['podfactory_user_id', 'employee_id'] }

/**
 * Who users really are, as people found out (`podfactory_user_id,employee_id`); an empty employee is null: nobody.
 * @throws CONFIG_INPUT_FILE for a bad or repeated user id or a bad employee id, and whatever `readCsv` refuses.
 */
export function readTruthCsv(file: CsvFile): ReadonlyMap<PodfactoryUserId, EmployeeId | null> {
  const truth = new Map<PodfactoryUserId, EmployeeId | null>()
  for (const row of readCsv(file, COLUMNS)) {
    const user = readUserId(file, row, 'podfactory_user_id')
    const text = row.get('employee_id')
    const employee = parseEmployeeId(text)
    if (employee === null && text !== '') {
      const fix = 'Write the number of the employee, or leave it empty for nobody.'
      throw inputError(file.name, row.line, 'column "employee_id": not an employee id', fix)
    }
    if (truth.has(user)) {
      const problem = 'column "podfactory_user_id": the user is listed twice'
      throw inputError(file.name, row.line, problem, 'Keep one row per PodFactory user.')
    }
    truth.set(user, employee)
  }
  return truth
}
