import type { Auth0UserId, EmployeeId } from '../../kernel/ids.ts'
import type { Auth0User } from '../../store/tables/auth0-user-mapping.ts'
import type { Directory } from './directory.ts'
import { groupBy } from './group-by.ts'
import type { WantedReview } from './wanted-review.ts'
import type { World } from './world.ts'

/** Reasons of questions about an account begin with it. */
export const ACCOUNT_REASON = 'account:'

type Claim = {
  readonly auth0UserId: Auth0UserId
  readonly employeeId: EmployeeId
  readonly reason: string
  /** The table that says that the account is this employee's. */
  readonly saidBy: 'employees' | 'auth0_user_mapping'
}

/** True for an account that exists in Auth0 as far as podlink knows; one under way or ended belongs to others. */
export function isLive(account: Auth0User): boolean {
  return ['created', 'verified', 'blocked'].includes(account.status)
}

/**
 * One question per account on which `employees.auth0_user_id` and the stored link disagree: an id filled in by hand,
 * a link without its id, two employees with one id, or an employee who is no longer there.
 */
export function findAccountConflicts(world: World, directory: Directory): readonly WantedReview[] {
  const claims = [
    ...world.employees.flatMap((employee) => {
      const { id, auth0UserId } = employee
      const reason = auth0UserId === null ? null : judgeColumn(directory.account(auth0UserId), id)
      if (auth0UserId === null || reason === null) return []
      return [{ auth0UserId, employeeId: id, reason, saidBy: 'employees' } as const]
    }),
    ...world.auth0Users.flatMap((account) => {
      const { auth0UserId, employeeId } = account
      const reason = judgeLink(account, directory)
      if (employeeId === null || reason === null) return []
      return [{ auth0UserId, employeeId, reason, saidBy: 'auth0_user_mapping' } as const]
    }),
  ]
  return [...groupBy(claims, (claim) => claim.auth0UserId)].map(([id, about]) =>
    toReview(id, about),
  )
}

function judgeColumn(account: Auth0User | undefined, employeeId: EmployeeId): string | null {
  if (account === undefined) return 'unknown-id'
  if (account.status === 'deleted') return 'deleted'
  if (!isLive(account) || account.employeeId === employeeId) return null
  return account.employeeId === null ? 'not-linked' : 'linked-to-another'
}

function judgeLink(account: Auth0User, directory: Directory): string | null {
  if (account.employeeId === null || !isLive(account)) return null
  const employee = directory.employee(account.employeeId)
  if (employee === undefined) return 'employee-missing'
  if (employee.auth0UserId === account.auth0UserId) return null
  return employee.auth0UserId === null ? 'id-missing' : 'id-differs'
}

function toReview(auth0UserId: Auth0UserId, claims: readonly Claim[]): WantedReview {
  const sorted = claims.toSorted(
    (a, b) => a.employeeId - b.employeeId || (a.saidBy < b.saidBy ? -1 : 1),
  )
  const [first] = sorted
  return {
    group: `account:${auth0UserId}`,
    reviewCase: {
      kind: 'conflict',
      subject: auth0UserId,
      reason: `${ACCOUNT_REASON}${first?.reason ?? ''}`,
      candidates: sorted.map((claim) => ({
        employeeId: claim.employeeId,
        score: 0,
        evidence: [{ field: claim.saidBy, level: claim.reason, user: auth0UserId, employee: null }],
      })),
    },
    about: { employeeId: null, auth0UserId },
  }
}
