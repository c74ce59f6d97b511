import { accountAddress, type AddressRules } from './account-address.ts'
import type { AccountFacts } from './account-metadata.ts'
import type { EmployeeId, PodfactoryUserId } from './ids.ts'

/** What the store holds of one employee, as far as an account shows it. */
export type StoredPerson = {
  readonly employee: {
    readonly id: EmployeeId
    readonly name: string
    readonly email: string | null
    readonly department: string | null
    readonly roleCode: string | null
    /** As the customer's table has them. */
    readonly previousNames: readonly string[]
  }
  /** Earlier names that podlink noticed, oldest first. */
  readonly noticedNames: readonly string[]
  /** PodFactory users that are this employee, in any order. */
  readonly mappings: readonly {
    readonly podfactoryUserId: PodfactoryUserId
    readonly podfactoryEmail: string | null
  }[]
}

/**
 * The facts of an employee that decide what his account should hold, but for the revision, which the account's own row
 * holds. Whoever decides and whoever writes ask here, so that equal state is one wish.
 */
export function accountFacts(
  { employee, noticedNames, mappings }: StoredPerson,
  rules: AddressRules,
): Omit<AccountFacts, 'podlinkRev'> {
  return {
    employeeId: employee.id,
    fullName: employee.name,
    email: accountAddress(employee, rules)?.address ?? null,
    department: employee.department,
    roleCode: employee.roleCode,
    previousNames: [...new Set([...noticedNames, ...employee.previousNames])],
    podfactoryUsers: mappings.map(({ podfactoryUserId, podfactoryEmail }) => ({
      id: podfactoryUserId,
      email: podfactoryEmail,
    })),
  }
}
