import type { EmployeeId } from '../kernel/ids.ts'
import type { Employee } from '../store/tables/employees.ts'
import type { AccountDecision } from '../store/tables/review-decisions.ts'
import { type AccountEvent, foldAddress } from './account-event.ts'

/** Why a person must say whose account this is. */
export type SignUpReason =
  | 'email_missing'
  | 'email_unverified'
  | 'connection_not_allowed'
  | 'no_employee_with_address'
  | 'several_employees'
  | 'employee_inactive'
  | 'employee_has_account'

/**
 * `link`: the account is this employee's. `review`: a person decides. `settled`: a person has said that it is not, and is
 * not asked again.
 */
export type SignUpDecision =
  | { readonly kind: 'link'; readonly employee: Employee }
  | { readonly kind: 'review'; readonly reason: SignUpReason }
  | { readonly kind: 'settled' }

/**
 * Decides whose account a sign-up is, by the one rule for accounts nobody linked by hand: a verified address of an allowed
 * connection that is, letter for letter, the address of exactly one active employee without an account. A name, a suffix, a
 * plus tag or another domain is never evidence. `found` are the employees whose address the database holds for equal,
 * which may fold accents and trailing spaces.
 */
export function decideSignUp(
  event: Pick<AccountEvent, 'email' | 'isEmailVerified' | 'connection'>,
  known: {
    readonly connectionsAllowed: readonly string[]
    readonly found: readonly Employee[]
    readonly decisions: readonly AccountDecision[]
  },
): SignUpDecision {
  if (known.decisions.some(({ decision }) => decision === 'not_a_person'))
    return { kind: 'settled' }
  if (event.email === null) return review('email_missing')
  if (!event.isEmailVerified) return review('email_unverified')
  if (!known.connectionsAllowed.includes(event.connection)) return review('connection_not_allowed')
  const owners = known.found.filter(({ email }) => email && foldAddress(email) === event.email)
  const [active, another] = owners.filter(({ isActive }) => isActive)
  if (another !== undefined) return review('several_employees')
  if (active === undefined) {
    return review(owners.length > 0 ? 'employee_inactive' : 'no_employee_with_address')
  }
  if (isDenied(active.id, known.decisions)) return { kind: 'settled' }
  return active.auth0UserId === null
    ? { kind: 'link', employee: active }
    : review('employee_has_account')
}

function isDenied(employeeId: EmployeeId, decisions: readonly AccountDecision[]): boolean {
  return decisions.some((one) => one.decision === 'deny' && one.employeeId === employeeId)
}

function review(reason: SignUpReason): SignUpDecision {
  return { kind: 'review', reason }
}
