import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'
import type { EmployeeFacts } from '../../store/tables/employee-facts.ts'
import type { PodfactoryMapping } from '../../store/tables/employee-podfactory-mapping.ts'
import type { Employee } from '../../store/tables/employees.ts'
import type { EmployeeRecord, Pin, UserRecord } from '../match/people.ts'
import { collectPins } from './collect-pins.ts'
import type { World } from './world.ts'

/** What the matcher is asked, from what is known; a stored pair that a person denied is not shown to it. */
export function toMatchInput(world: World): {
  readonly employees: readonly EmployeeRecord[]
  readonly users: readonly UserRecord[]
  readonly pinned: ReadonlyMap<PodfactoryUserId, Pin>
  readonly existing: ReadonlyMap<PodfactoryUserId, EmployeeId>
} {
  const pinned = collectPins(world.specialMappings, world.userDecisions)
  const facts = new Map(world.facts.map((fact) => [fact.employeeId, fact]))
  return {
    employees: world.employees.map((employee) => ({
      ...employee,
      previousNames: previousNames(employee, facts.get(employee.id)),
    })),
    users: world.users,
    pinned,
    existing: new Map(
      world.mappings
        .filter((mapping) => !isDenied(mapping, pinned.get(mapping.podfactoryUserId)))
        .map((mapping) => [mapping.podfactoryUserId, mapping.employeeId]),
    ),
  }
}

/** True when a person said that the stored pair is wrong. */
export function isDenied(mapping: PodfactoryMapping, pin: Pin | undefined): boolean {
  return pin?.kind === 'denied' && pin.employeeIds.includes(mapping.employeeId)
}

/** Every earlier name of the employee, once, oldest first: what podlink noted, then what the customer's table adds. */
export function previousNames(
  employee: Employee,
  facts: EmployeeFacts | undefined,
): readonly string[] {
  return [...new Set([...(facts?.previousNames ?? []), ...employee.previousNames])]
}
