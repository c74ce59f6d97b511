import { inventActivities } from './invent-activities.ts'
import { inventEmployees } from './invent-employees.ts'
import { inventUsers } from './invent-users.ts'
import { createRandom } from './random.ts'
import type { SampleRoster } from './roster.ts'

/**
 * Makes up a company: its employees, the users under whom PodFactory knows them, two weeks of their work from
 * `startAt`, and the truth about who is who. The same seed, size and start always give the same company; ids of
 * employees count from 1, of users from 1001.
 * @throws RangeError when `employees` is not a whole number from 1 to 200000.
 */
export function generateRoster(options: {
  readonly seed: number
  readonly employees: number
  readonly startAt: Date
}): SampleRoster {
  const { seed, employees: count, startAt } = options
  if (!Number.isInteger(count) || count < 1 || count > 200_000) {
    throw new RangeError('generateRoster: employees must be a whole number from 1 to 200000')
  }
  const random = createRandom(seed)
  const people = inventEmployees(random, count)
  const users = inventUsers(random, people)
  return {
    employees: people.map((person) => person.employee),
    podfactoryUsers: users.map((each) => each.user),
    activities: inventActivities(
      random,
      users.map((each) => each.user),
      startAt,
    ),
    truth: users.map((each) => each.truth),
  }
}
