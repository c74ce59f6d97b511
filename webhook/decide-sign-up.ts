import { foldAddress } from '../kernel/fold-address.ts'
import type { EmployeeId } from '../kernel/ids.ts'
import type { Employee } from '../store/tables/employees.ts'
import type { AccountDecision } from '../store/tables/review-decisions.ts'
import type { AccountEvent } from './account-event.ts'

/** Why a person must say whose account this is. */
export type SignUpReason =
  | 'email_missing'
  | 'email_unverified'
  | 'connection_not_allowed'
  | 'no_employee_with_address'
  | 'several_employees'
  | 'employee_inactive'
  | 'employee_has_account'
  | 'address_of_another_employee'

/**
 * `link`: the account is this employee's. `review`: a person decides. `settled`: nobody is asked, because a person has
 * answered or the link stands.
 */
export type SignUpDecision =
  | { readonly kind: 'link'; readonly employee: Employee }
  | { readonly kind: 'review'; readonly reason: SignUpReason }
  | { readonly kind: 'settled' }

const SETTLED = { kind: 'settled' } as const

type Proof = Pick<AccountEvent, 'email' | 'isEmailVerified' | 'connection'>

type Known = {
  readonly connectionsAllowed: readonly string[]
  /** Employees whose address the database holds for equal, which may fold accents. */
  readonly found: readonly Employee[]
  readonly decisions: readonly AccountDecision[]
}

/**
 * Decides whose account a sign-up is, by the one rule for accounts nobody linked by hand: a verified address of an allowed
 * connection that is, letter for letter, the address of exactly one active employee without an account. A name, a suffix, a
 * plus tag or another domain is never evidence.
 */
export function decideSignUp(event: Proof, known: Known): SignUpDecision {
  if (known.decisions.some(({ decision }) => decision === 'not_a_person')) return SETTLED
  if (event.email === null) return review('email_missing')
  if (!event.isEmailVerified) return review('email_unverified')
  if (!known.connectionsAllowed.includes(event.connection)) return review('connection_not_allowed')
  const owners = ownersOf(event, known)
  const [active, another] = owners.filter(({ isActive }) => isActive)
  if (another !== undefined) return review('several_employees')
  if (active === undefined) {
    return review(owners.length > 0 ? 'employee_inactive' : 'no_employee_with_address')
  }
  if (isDenied(active.id, known.decisions)) return SETTLED
  return active.auth0UserId === null && active.isAuth0UserIdUnreadable !== true
    ? { kind: 'link', employee: active }
    : review('employee_has_account')
}

/**
 * Decides what becomes of an account that is `employeeId`'s: never another link, but a question to a person when it proves
 * an address that is another active employee's and not his. A person who has said no to that employee is not asked again.
 */
export function decideLinked(
  event: Proof,
  known: Known & { readonly employeeId: EmployeeId },
): Exclude<SignUpDecision, { kind: 'link' }> {
  if (!event.isEmailVerified || !known.connectionsAllowed.includes(event.connection)) return SETTLED
  const owners = ownersOf(event, known)
  if (owners.some(({ id }) => id === known.employeeId)) return SETTLED
  return owners.some(({ id, isActive }) => isActive && !isDenied(id, known.decisions))
    ? review('address_of_another_employee')
    : SETTLED
}

function ownersOf(event: Proof, known: Known): readonly Employee[] {
  return known.found.filter(({ email }) => email && foldAddress(email) === event.email)
}

function isDenied(employeeId: EmployeeId, decisions: readonly AccountDecision[]): boolean {
  return decisions.some((one) => one.decision === 'deny' && one.employeeId === employeeId)
}

function review(reason: SignUpReason) {
  return { kind: 'review', reason } as const
}
