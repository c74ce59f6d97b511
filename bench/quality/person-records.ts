import type { EmployeeRecord, UserRecord } from '../../sync/match/people.ts'
import type { LabelledSet, Truth } from './labelled-set.ts'
import { employeeId, userId } from './made-up-rosters.ts'

/** One record about a person, of a set that holds several records per person. */
export type PersonRecord = {
  readonly person: string
  readonly name: string
  readonly email: string | null
  /** True for the record that stands for the employee; the others are users. */
  readonly isMaster: boolean
}

/**
 * Turns records about people into a company: master records become employees, the others users. `strangers` are people
 * whose master is left out, so that their users are nobody's.
 */
export function toCompany(
  records: readonly PersonRecord[],
  strangers: ReadonlySet<string> = new Set(),
): LabelledSet {
  const employees: EmployeeRecord[] = []
  const users: UserRecord[] = []
  const ids = new Map<string, number>()
  const truth = new Map<string, Truth>()
  for (const { person, isMaster, name, email } of records) {
    if (!isMaster || strangers.has(person)) continue
    ids.set(person, employees.length + 1)
    employees.push(employeeOf(employees.length + 1, name, email))
  }
  for (const { person, isMaster, name, email } of records) {
    if (isMaster) continue
    const id = userId(users.length + 1)
    users.push({ id, email, fullName: name, userRole: null, actions: [] })
    const isPerson = ids.has(person)
    const slices = isPerson ? [] : ['left-out people']
    truth.set(id, { employeeId: ids.get(person) ?? null, slices })
  }
  return { employees, users, truth }
}

function employeeOf(id: number, name: string, email: string | null): EmployeeRecord {
  return {
    id: employeeId(id),
    name,
    email,
    department: null,
    roleCode: null,
    isActive: true,
    previousNames: [],
  }
}
