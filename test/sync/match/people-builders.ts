import {
  type EmployeeId,
  parseEmployeeId,
  parsePodfactoryUserId,
  type PodfactoryUserId,
} from '../../../kernel/ids.ts'
import type { MatchDecision } from '../../../sync/match/decision.ts'
import { matchPeople } from '../../../sync/match/match-people.ts'
import type { EmployeeRecord, Pin, UserRecord } from '../../../sync/match/people.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'

export function employeeId(value: number): EmployeeId {
  const id = parseEmployeeId(value)
  if (id === null) throw new TypeError(`not an employee id: ${value}`)
  return id
}

export function userId(value: number | string): PodfactoryUserId {
  const id = parsePodfactoryUserId(value)
  if (id === null) throw new TypeError(`not a user id: ${value}`)
  return id
}

export function employee(
  id: number,
  name: string,
  changes: Partial<Omit<EmployeeRecord, 'id' | 'name'>> = {},
): EmployeeRecord {
  return {
    id: employeeId(id),
    name,
    email: null,
    department: null,
    roleCode: null,
    isActive: true,
    previousNames: [],
    ...changes,
  }
}

export function user(changes: Partial<Omit<UserRecord, 'id'>> = {}, id = 1): UserRecord {
  return { id: userId(id), email: null, fullName: null, userRole: null, actions: [], ...changes }
}

/** The decision about one user. */
export function decide(input: {
  employees: readonly EmployeeRecord[]
  user: UserRecord
  pin?: Pin
  existing?: number
}): MatchDecision {
  const { id } = input.user
  const [decision] = matchPeople({
    employees: input.employees,
    users: [input.user],
    pinned: new Map(input.pin === undefined ? [] : [[id, input.pin]]),
    existing: new Map(input.existing === undefined ? [] : [[id, employeeId(input.existing)]]),
    settings: defaultMatchSettings,
  })
  if (decision === undefined) throw new TypeError('no decision')
  return decision
}

/** Outcome, rule and employee in one line, such as `matched email-exact 42`. */
export function verdict(decision: MatchDecision): string {
  const words = [decision.outcome, decision.rule]
  return [...words, ...(decision.employeeId === null ? [] : [String(decision.employeeId)])].join(
    ' ',
  )
}

export function candidateIds(decision: MatchDecision): readonly number[] {
  return decision.candidates.map((candidate) => candidate.employeeId)
}
