import { parseEmployeeId, parsePodfactoryUserId } from '../../kernel/ids.ts'
import { generateRoster } from '../../sandbox/roster/generate-roster.ts'
import type { NamedSet } from './labelled-set.ts'

const START = new Date('2025-12-01T00:00:00Z')

/** A made-up company of the seed's shape; its slices are kinds of noise and name origins. */
export function madeUpRoster(seed: number, employees: number): NamedSet {
  return { name: `roster ${seed}`, load: () => loadRoster(seed, employees) }
}

function loadRoster(seed: number, employees: number) {
  const roster = generateRoster({ seed, employees, startAt: START })
  return {
    employees: roster.employees.map((row) => ({ ...row, id: employeeId(row.id) })),
    users: roster.podfactoryUsers.map((row) => ({ ...row, id: userId(row.id) })),
    truth: new Map(
      roster.truth.map((row) => [
        String(row.podfactoryUserId),
        {
          employeeId: row.employeeId,
          slices: [`name: ${row.nameKind}`, `e-mail: ${row.emailKind}`, `origin: ${row.origin}`],
        },
      ]),
    ),
  }
}

/** @throws TypeError for what is no id of an employee. */
export function employeeId(value: number) {
  const id = parseEmployeeId(value)
  if (id === null) throw new TypeError(`not an employee id: ${value}`)
  return id
}

/** @throws TypeError for what is no id of a user. */
export function userId(value: number | string) {
  const id = parsePodfactoryUserId(value)
  if (id === null) throw new TypeError(`not a user id: ${value}`)
  return id
}
