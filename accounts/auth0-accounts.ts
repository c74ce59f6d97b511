import type { Json } from '../kernel/canonical-json.ts'
import type { Auth0UserId } from '../kernel/ids.ts'

export type MetadataRecord = Readonly<Record<string, Json>>

/** One account as Auth0 holds it now. */
export type Auth0Account = {
  readonly id: Auth0UserId
  /** As Auth0 writes it. */
  readonly email: string | null
  readonly isEmailVerified: boolean
  readonly isBlocked: boolean
  readonly name: string | null
  readonly createdAt: Date | null
  readonly updatedAt: Date | null
  readonly lastLogin: Date | null
  /** Connections of its identities, the primary one first. */
  readonly connections: readonly string[]
  /** The user may edit it: compared and written, never trusted. */
  readonly userMetadata: MetadataRecord
  readonly appMetadata: MetadataRecord
  /** Size of the whole profile as JSON in UTF-8. */
  readonly profileBytes: number
}

/** An account to be made. `userId` comes without the provider: Auth0 makes `auth0|<userId>` of it. */
export type NewAccount = {
  readonly userId: string
  readonly connection: string
  readonly email: string
  readonly password: string
  readonly name: string
  readonly userMetadata: MetadataRecord
  readonly appMetadata: MetadataRecord
}

/** Keys to be written, null removes one; a part without keys is left out, since Auth0 takes `{}` for "remove all". */
export type MetadataPatch = {
  readonly userMetadata?: MetadataRecord
  readonly appMetadata?: MetadataRecord
}

export type Auth0Role = { readonly id: string; readonly name: string }

/**
 * What podlink asks of Auth0 about users: one method is one call to the Management API, sent once. Outcomes that a caller
 * must expect are values. @throws PodlinkError AUTH0_RATE_LIMITED (`details.waitMs`), AUTH0_UNREACHABLE, AUTH0_REFUSED or
 * AUTH0_FAILED; after the first two the call may or may not have been carried out.
 */
export type Auth0Accounts = {
  /** `exists`: the user id or the address is taken in this connection. */
  readonly createUser: (
    account: NewAccount,
  ) => Promise<
    { readonly kind: 'created'; readonly account: Auth0Account } | { readonly kind: 'exists' }
  >
  readonly getUser: (id: Auth0UserId) => Promise<Auth0Account | null>
  /** Exact address, in every connection; database connections store lower case. */
  readonly findUsersByEmail: (email: string) => Promise<readonly Auth0Account[]>
  readonly patchUser: (id: Auth0UserId, patch: MetadataPatch) => Promise<'patched' | 'not_found'>
  /** Roles the user has already stay as they are. */
  readonly assignRoles: (
    id: Auth0UserId,
    roleIds: readonly string[],
  ) => Promise<'assigned' | 'not_found'>
  /** The roles given to the user himself; null when there is no such user. */
  readonly listUserRoles: (id: Auth0UserId) => Promise<readonly Auth0Role[] | null>
  /** One page of at most 100 roles, counted from 0. */
  readonly listRoles: (
    page: number,
  ) => Promise<{ readonly roles: readonly Auth0Role[]; readonly total: number }>
  /** Done as well when there was no such user. */
  readonly deleteUser: (id: Auth0UserId) => Promise<void>
}
