import {
  type AccountAddress,
  accountAddress,
  type AddressRules,
} from '../kernel/account-address.ts'
import { accountFacts } from '../kernel/account-facts.ts'
import type { AccountFacts } from '../kernel/account-metadata.ts'
import type { EmployeeId } from '../kernel/ids.ts'
import type { Queryable, Store } from '../store/open-store.ts'
import { findPreviousNames } from '../store/tables/employee-facts.ts'
import { findPodfactoryMappingsOf } from '../store/tables/employee-podfactory-mapping.ts'
import { type Employee, findEmployees } from '../store/tables/employees.ts'

export type GatheredFacts = {
  readonly employee: Employee
  /** Null when the employee has no usable address. */
  readonly address: AccountAddress | null
  /** Without the revision, which the account's own row holds. */
  readonly facts: Omit<AccountFacts, 'podlinkRev'>
}

/** Everything the store knows now that decides what an employee's account should hold; null when there is no such employee. */
export async function gatherAccountFacts(
  db: Queryable,
  rules: AddressRules & { readonly store: Pick<Store, 'columns'> },
  employeeId: EmployeeId,
): Promise<GatheredFacts | null> {
  const [employee] = await findEmployees(db, rules.store.columns, [employeeId])
  if (employee === undefined) return null
  const noticedNames = await findPreviousNames(db, employeeId)
  const mappings = await findPodfactoryMappingsOf(db, employeeId)
  return {
    employee,
    address: accountAddress(employee, rules),
    facts: accountFacts({ employee, noticedNames, mappings }, rules),
  }
}
