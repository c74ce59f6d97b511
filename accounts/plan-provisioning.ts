import type { Auth0UserId, EmployeeId } from '../kernel/ids.ts'
import { inBatches } from '../store/batches.ts'
import type { Queryable, Store } from '../store/open-store.ts'
import { findEmployeesWithOpenJob, readGenerations } from '../store/tables/account-jobs.ts'
import { findAuth0Users, findLinkedEmployees } from '../store/tables/auth0-user-mapping.ts'
import { type Employee, readEmployees } from '../store/tables/employees.ts'
import { readOpenReviewCases } from '../store/tables/review-cases.ts'
import { readSetting } from '../store/tables/settings.ts'
import { accountAddress, type AddressRules } from '../kernel/account-address.ts'
import { podlinkUserId } from './account-id.ts'

export type ProvisionScope = {
  /** Accounts to ask for at most. */
  readonly limit: number
  /** Takes up employees again whose last attempt ended in a question or was given up. */
  readonly includesReviewed?: boolean
}

export type PlannedAccount = {
  readonly employeeId: EmployeeId
  readonly auth0UserId: Auth0UserId
  readonly generation: number
}

/** Why an employee cannot have an account before a person does something. */
export type ProvisionObstacle = 'no_email' | 'shared_address'

export type ProvisionPlan = {
  /** The kill switch stands: nothing may be asked for. */
  readonly isSwitchedOff: boolean
  readonly accounts: readonly PlannedAccount[]
  readonly questions: readonly {
    readonly employeeId: EmployeeId
    readonly reason: ProvisionObstacle
    /** Active employees with the same address. */
    readonly sharedWith: readonly EmployeeId[]
    /** Nobody was asked yet. */
    readonly isNew: boolean
  }[]
  /** Employees with an open question about their account, left alone. */
  readonly inReview: number
  /** Employees for whom an account is asked for already. */
  readonly underWay: number
  /** Employees beyond the limit. */
  readonly left: number
}

const OBSTACLES: ReadonlySet<string> = new Set<ProvisionObstacle>(['no_email', 'shared_address'])

/** Who of the active employees without an account gets one, and about whom a person must be asked; by employee id. */
export async function planProvisioning(
  db: Queryable,
  deps: AddressRules & { readonly store: Pick<Store, 'columns'> },
  scope: ProvisionScope,
): Promise<ProvisionPlan> {
  const employees = (await readEmployees(db, deps.store.columns)).filter(({ isActive }) => isActive)
  const linked = await findLinkedEmployees(db)
  const open = await findEmployeesWithOpenJob(db, 'create_account')
  const asked = new Map(
    (await readOpenReviewCases(db, 'account')).map(({ subject, reason }) => [subject, reason]),
  )
  const owners = ownersByAddress(employees, deps)
  const without = employees.filter(
    ({ id, auth0UserId, isAuth0UserIdUnreadable }) =>
      auth0UserId === null && isAuth0UserIdUnreadable !== true && !linked.has(id),
  )
  const waiting = without.filter(({ id }) => !open.has(id))
  const isHeld = ({ id }: Employee) => {
    const reason = asked.get(String(id))
    return reason !== undefined && !OBSTACLES.has(reason) && scope.includesReviewed !== true
  }
  const considered = waiting.filter((employee) => !isHeld(employee))
  const judged = considered.map((employee) => judge(employee, owners, deps))
  const fit = judged.filter(({ reason }) => reason === null)
  const accounts = await chooseIds(
    db,
    fit.slice(0, scope.limit).map(({ employeeId }) => employeeId),
  )
  return {
    isSwitchedOff: (await readSetting(db, 'provisioning')) === 'off',
    accounts,
    questions: judged.flatMap(({ employeeId, reason, sharedWith }) =>
      reason === null
        ? []
        : [{ employeeId, reason, sharedWith, isNew: asked.get(String(employeeId)) !== reason }],
    ),
    inReview: waiting.length - considered.length,
    underWay: without.length - waiting.length,
    left: fit.length - accounts.length,
  }
}

type Judged = {
  readonly employeeId: EmployeeId
  readonly reason: ProvisionObstacle | null
  readonly sharedWith: readonly EmployeeId[]
}

function judge(
  employee: Employee,
  owners: ReadonlyMap<string, readonly EmployeeId[]>,
  rules: AddressRules,
): Judged {
  const employeeId = employee.id
  const address = accountAddress(employee, rules)
  if (address === null) return { employeeId, reason: 'no_email', sharedWith: [] }
  const sharedWith = (owners.get(address.address) ?? []).filter((id) => id !== employeeId)
  return { employeeId, reason: sharedWith.length > 0 ? 'shared_address' : null, sharedWith }
}

function ownersByAddress(
  employees: readonly Employee[],
  rules: AddressRules,
): ReadonlyMap<string, readonly EmployeeId[]> {
  const owners = new Map<string, EmployeeId[]>()
  for (const employee of employees) {
    const address = accountAddress(employee, rules)?.address
    if (address === undefined) continue
    owners.set(address, [...(owners.get(address) ?? []), employee.id])
  }
  return owners
}

/** The id of an account that was deleted is never given again. */
async function chooseIds(
  db: Queryable,
  employeeIds: readonly EmployeeId[],
): Promise<readonly PlannedAccount[]> {
  const chosen: PlannedAccount[] = []
  await inBatches(employeeIds, async (batch) => {
    const generations = await readGenerations(db, batch)
    const latest = [...generations].map(([id, generation]) => podlinkUserId(id, generation))
    const deleted = new Set(
      (await findAuth0Users(db, latest)).flatMap(({ auth0UserId, status }) =>
        status === 'deleted' ? [auth0UserId] : [],
      ),
    )
    for (const employeeId of batch) {
      const last = generations.get(employeeId) ?? 1
      const generation = deleted.has(podlinkUserId(employeeId, last)) ? last + 1 : last
      chosen.push({ employeeId, generation, auth0UserId: podlinkUserId(employeeId, generation) })
    }
  })
  return chosen
}
