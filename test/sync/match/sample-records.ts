import { generateRoster } from '../../../sandbox/roster/generate-roster.ts'
import type { EmployeeRecord, UserRecord } from '../../../sync/match/people.ts'
import { employeeId, userId } from './people-builders.ts'

/** A made-up company in the matcher's terms; `truth` holds null for users who are no employee. */
export type SampleRecords = {
  readonly employees: readonly EmployeeRecord[]
  readonly users: readonly UserRecord[]
  readonly truth: ReadonlyMap<string, number | null>
}

export function sampleRecords(seed: number, employees: number): SampleRecords {
  const roster = generateRoster({ seed, employees, startAt: new Date('2025-12-01T00:00:00Z') })
  return {
    employees: roster.employees.map((row) => ({ ...row, id: employeeId(row.id) })),
    users: roster.podfactoryUsers.map((row) => ({ ...row, id: userId(row.id) })),
    truth: new Map(roster.truth.map((row) => [String(row.podfactoryUserId), row.employeeId])),
  }
}
