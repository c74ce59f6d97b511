import { parsePodfactoryUserId, type PodfactoryUserId } from '../../kernel/ids.ts'
import type { UserRecord } from '../match/people.ts'
import { type CsvFile, type CsvRow, inputError, readCsv } from './read-csv.ts'

const COLUMNS = { required: ['id'], optional: ['email', 'full_name', 'user_role', 'actions'] }

/**
 * Reads `id,email,full_name,user_role,actions`. Only `id` must be there; several actions are separated by `|`, `;` or
 * a comma.
 * @throws CONFIG_INPUT_FILE for a bad or repeated id, and whatever `readCsv` refuses.
 */
export function readUsersCsv(file: CsvFile): readonly UserRecord[] {
  const seen = new Map<PodfactoryUserId, number>()
  return readCsv(file, COLUMNS).map((row) => {
    const id = readUserId(file, row, 'id')
    const earlier = seen.get(id)
    if (earlier !== undefined) {
      const problem = `column "id": the id is already used in line ${earlier}`
      throw inputError(file.name, row.line, problem, 'Keep one row per PodFactory user.')
    }
    seen.set(id, row.line)
    return {
      id,
      email: row.get('email') || null,
      fullName: row.get('full_name') || null,
      userRole: row.get('user_role') || null,
      actions: row
        .get('actions')
        .split(/[|;,]/)
        .map((action) => action.trim())
        .filter((action) => action !== ''),
    }
  })
}

/** A PodFactory id from the named column. @throws CONFIG_INPUT_FILE when it is empty, too long or holds a space. */
export function readUserId(file: CsvFile, row: CsvRow, column: string): PodfactoryUserId {
  const id = parsePodfactoryUserId(row.get(column))
  if (id !== null) return id
  const fix = 'Write the id as PodFactory has it: 1 to 64 characters without a space.'
  throw inputError(file.name, row.line, `column "${column}": not a PodFactory user id`, fix)
}
