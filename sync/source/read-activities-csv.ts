import type { PodfactoryUserId } from '../../kernel/ids.ts'
import { type CsvFile, readCsv } from './read-csv.ts'
import { readUserId } from './read-users-csv.ts'

const COLUMNS = { required: ['podfactory_user_id', 'action'] }

/**
 * The actions of every user in an activity export (`podfactory_user_id,action,…`), one per activity, so that the most
 * frequent one can be told. Rows without an action are nobody's evidence and are left out.
 * @throws CONFIG_INPUT_FILE for a bad user id, and whatever `readCsv` refuses.
 */
export function readActionsCsv(file: CsvFile): ReadonlyMap<PodfactoryUserId, readonly string[]> {
  const actions = new Map<PodfactoryUserId, string[]>()
  for (const row of readCsv(file, COLUMNS)) {
    const id = readUserId(file, row, 'podfactory_user_id')
    const action = row.get('action')
    if (action === '') continue
    const entry = actions.get(id)
    if (entry === undefined) actions.set(id, [action])
    else entry.push(action)
  }
  return actions
}
