import { parseEmployeeId, type PodfactoryUserId } from '../../kernel/ids.ts'
import type { SpecialMapping } from '../../store/tables/special-mappings.ts'
import { type CsvFile, inputError, readCsv } from './read-csv.ts'
import { readUserId } from './read-users-csv.ts'

const REASON_MAX = 500

/**
 * Reads `podfactory_user_id,employee_id,reason`, all of them needed: nobody is linked by hand without a word of why.
 * @throws CONFIG_INPUT_FILE for a bad or repeated user, a bad employee or no reason, and whatever `readCsv` refuses.
 */
export function readSpecialMappingsCsv(file: CsvFile): readonly SpecialMapping[] {
  const seen = new Map<PodfactoryUserId, number>()
  const columns = { required: ['podfactory_user_id', 'employee_id', 'reason'] }
  return readCsv(file, columns).map((row) => {
    const podfactoryUserId = readUserId(file, row, 'podfactory_user_id')
    const earlier = seen.get(podfactoryUserId)
    if (earlier !== undefined) {
      const problem = `column "podfactory_user_id": the user stands on line ${earlier} already`
      throw inputError(file.name, row.line, problem, 'Keep one line per PodFactory user.')
    }
    seen.set(podfactoryUserId, row.line)
    const employeeId = parseEmployeeId(row.get('employee_id'))
    if (employeeId === null) {
      const fix = 'Write the number of the employee’s row, such as 42.'
      throw inputError(file.name, row.line, 'column "employee_id" is no number', fix)
    }
    const reason = row.get('reason')
    if (reason === '' || reason.length > REASON_MAX) {
      const problem = `column "reason" is ${reason === '' ? 'empty' : 'too long'}`
      throw inputError(file.name, row.line, problem, 'Say in up to 500 characters why.')
    }
    return { podfactoryUserId, employeeId, reason }
  })
}
