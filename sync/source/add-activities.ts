import type { UserRecord } from '../match/people.ts'
import { readActionsCsv } from './read-activities-csv.ts'
import type { CsvFile } from './read-csv.ts'

/**
 * The users with the actions of an activity export added to their own; the same users for no file.
 * @throws CONFIG_INPUT_FILE as `readActionsCsv` does.
 */
export function addActivities(
  users: readonly UserRecord[],
  activities: CsvFile | null,
): readonly UserRecord[] {
  if (activities === null) return users
  const actions = readActionsCsv(activities)
  return users.map((user) => ({
    ...user,
    actions: [...user.actions, ...(actions.get(user.id) ?? [])],
  }))
}
