import type { TenantContext } from '../tenant-context.ts'
import { isoNow } from '../tenant-context.ts'
import type { ConnectionRecord, JsonObject, UserRecord } from '../tenant-state.ts'
import { defaultPicture, userByLogin } from './user-profile.ts'

/** What is known about an account that is to be. */
export type NewUser = {
  readonly connection: ConnectionRecord
  readonly email?: string | undefined
  readonly username?: string | undefined
  readonly localId?: string | undefined
  readonly email_verified: boolean
  readonly passwordHash: string | null
  readonly app_metadata?: JsonObject | undefined
  readonly user_metadata?: JsonObject | undefined
  readonly profile: Partial<
    Pick<
      UserRecord,
      | 'name'
      | 'nickname'
      | 'given_name'
      | 'family_name'
      | 'picture'
      | 'blocked'
      | 'phone_number'
      | 'phone_verified'
    >
  >
}

/**
 * The record of a new account, which is not in the tenant yet, or `taken` when its address, user name or id is already
 * used in the connection. `localId` is the id without `auth0|`; without one the tenant chooses.
 */
export function newUser(tenant: TenantContext, facts: NewUser): UserRecord | 'taken' {
  const { connection, profile } = facts
  const email = facts.email?.toLowerCase()
  const username = facts.username?.toLowerCase()
  const user_id = `auth0|${facts.localId ?? tenant.ids.hex(12)}`
  const logins = [email, username].filter((login) => login !== undefined)
  const isTaken =
    tenant.state.users.has(user_id) ||
    logins.some((login) => userByLogin(tenant, connection.name, login) !== undefined)
  if (isTaken) return 'taken'
  const at = isoNow(tenant)
  return {
    user_id,
    connection: connection.name,
    email,
    email_verified: facts.email_verified,
    ...(username !== undefined && { username }),
    ...profile,
    name: profile.name ?? email ?? username,
    nickname: profile.nickname ?? username ?? email?.split('@')[0],
    picture: profile.picture ?? (email === undefined ? undefined : defaultPicture(email)),
    app_metadata: facts.app_metadata,
    user_metadata: facts.user_metadata,
    created_at: at,
    updated_at: at,
    logins_count: 0,
    passwordHash: facts.passwordHash,
  }
}

/** Puts a new account into a database connection and returns it, or returns `taken` and changes nothing. */
export function createUser(tenant: TenantContext, facts: NewUser): UserRecord | 'taken' {
  const user = newUser(tenant, facts)
  if (user !== 'taken') tenant.state.users.set(user.user_id, user)
  return user
}
