import type { Auth0UserId, EmployeeId } from '../../kernel/ids.ts'
import type { Auth0User } from '../../store/tables/auth0-user-mapping.ts'
import type { Employee } from '../../store/tables/employees.ts'
import type { World } from './world.ts'

/** Employees and accounts of a world, found by id. */
export type Directory = {
  readonly employee: (id: EmployeeId) => Employee | undefined
  readonly account: (id: Auth0UserId) => Auth0User | undefined
  /** The account linked to the employee, or null. */
  readonly accountOf: (id: EmployeeId) => Auth0UserId | null
  /** The employee's own address as it is on file, or null. */
  readonly emailOf: (id: EmployeeId) => string | null
}

export function buildDirectory(world: Pick<World, 'employees' | 'auth0Users'>): Directory {
  const employees = new Map(world.employees.map((employee) => [employee.id, employee]))
  const accounts = new Map(world.auth0Users.map((user) => [user.auth0UserId, user]))
  const accountIds = new Map(
    world.auth0Users.flatMap((user) =>
      user.employeeId === null ? [] : [[user.employeeId, user.auth0UserId] as const],
    ),
  )
  return {
    employee: (id) => employees.get(id),
    account: (id) => accounts.get(id),
    accountOf: (id) => accountIds.get(id) ?? null,
    emailOf: (id) => employees.get(id)?.email ?? null,
  }
}
