import type { Auth0UserId, EmployeeId } from '../kernel/ids.ts'
import type { Auth0User } from '../store/tables/auth0-user-mapping.ts'
import type { Employee } from '../store/tables/employees.ts'
import type { AccountDecision } from '../store/tables/review-decisions.ts'
import type { AccountAddress } from '../kernel/account-address.ts'
import { foldAddress } from '../kernel/fold-address.ts'
import type { Auth0Account } from './auth0-accounts.ts'

/** Why an account that has the employee's address is not simply taken as his. */
export type TakenReason =
  | 'several_accounts'
  | 'blocked'
  | 'not_verified'
  | 'connection_not_allowed'
  | 'address_derived'
  | 'shared_address'
  | 'linked_to_another'
  | 'denied'

/** What is known of one account that has the address. */
export type FoundAccount = {
  readonly account: Auth0Account
  /** Null when podlink never heard of it. */
  readonly stored: Auth0User | null
  /** Employees whose row names the account already. */
  readonly namedBy: readonly Employee[]
  readonly decisions: readonly AccountDecision[]
}

export type Adoption =
  | { readonly kind: 'adopt'; readonly account: Auth0Account }
  | { readonly kind: 'review'; readonly why: TakenReason; readonly ids: readonly Auth0UserId[] }
  /** Nobody has the address any more. */
  | { readonly kind: 'nobody' }

/**
 * Decides whether an existing account is the employee's, by the rule for sign-ups: a verified address of an allowed
 * connection that is letter for letter the address of this one active employee, and the account is nobody's.
 * `sharers` are all active employees whose address the database holds for equal.
 */
export function decideAdoption(input: {
  readonly employeeId: EmployeeId
  readonly address: AccountAddress
  readonly sharers: readonly Employee[]
  readonly found: readonly FoundAccount[]
  readonly connectionsAllowed: readonly string[]
}): Adoption {
  const { employeeId, address, sharers } = input
  const found = input.found.filter(
    ({ account }) => foldAddress(account.email ?? '') === address.address,
  )
  const [one, another] = found
  if (one === undefined) return { kind: 'nobody' }
  const review = (why: TakenReason): Adoption => ({
    kind: 'review',
    why,
    ids: found.map(({ account }) => account.id),
  })
  if (another !== undefined) return review('several_accounts')
  if (!address.isOwn) return review('address_derived')
  if (isLinkedElsewhere(one, employeeId)) return review('linked_to_another')
  if (isDenied(one, employeeId)) return review('denied')
  if (one.account.isBlocked || one.stored?.status === 'blocked') return review('blocked')
  if (!one.account.isEmailVerified) return review('not_verified')
  const [connection] = one.account.connections
  if (connection === undefined || !input.connectionsAllowed.includes(connection)) {
    return review('connection_not_allowed')
  }
  const owners = sharers.filter(({ email }) => foldAddress(email ?? '') === address.address)
  if (owners.some(({ id }) => id !== employeeId)) return review('shared_address')
  return { kind: 'adopt', account: one.account }
}

function isLinkedElsewhere({ stored, namedBy }: FoundAccount, employeeId: EmployeeId): boolean {
  const linkedTo = stored?.employeeId ?? null
  return (
    (linkedTo !== null && linkedTo !== employeeId) || namedBy.some(({ id }) => id !== employeeId)
  )
}

function isDenied({ decisions }: FoundAccount, employeeId: EmployeeId): boolean {
  return decisions.some(
    ({ decision, employeeId: denied }) =>
      decision === 'not_a_person' || (decision === 'deny' && denied === employeeId),
  )
}
