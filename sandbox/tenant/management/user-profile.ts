import { createHash } from 'node:crypto'
import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { UserRecord } from '../tenant-state.ts'

const profileBytesMax = 10 * 1024

/** The one identity of an account; linked identities are not modelled. */
export function identityOf(user: UserRecord) {
  return {
    connection: user.connection,
    user_id: user.user_id.slice(user.user_id.indexOf('|') + 1),
    provider: user.user_id.slice(0, user.user_id.indexOf('|')),
    isSocial: false,
  }
}

/** The account as the Management API shows it: no password hash, and no field that was never set. */
export function showUser(user: UserRecord): object {
  const { passwordHash: _secret, connection: _connection, logins_count, ...profile } = user
  return {
    ...profile,
    identities: [identityOf(user)],
    ...(logins_count > 0 && { logins_count }),
  }
}

/** Whether the profile has outgrown Auth0's 10 KB (auth0-facts 4.4). */
export function isProfileTooLarge(user: UserRecord): boolean {
  return Buffer.byteLength(JSON.stringify(showUser(user))) > profileBytesMax
}

/** @throws 400 when the profile would outgrow Auth0's 10 KB. */
export function checkProfileSize(user: UserRecord): void {
  if (!isProfileTooLarge(user)) return
  throw refusal(400, `The user profile exceeds ${profileBytesMax} bytes`, 'user_profile_too_large')
}

/** The picture Auth0 gives to who has none. */
export function defaultPicture(email: string): string {
  const hash = createHash('md5').update(email).digest('hex')
  const initials = encodeURIComponent(email.slice(0, 2))
  return `https://s.gravatar.com/avatar/${hash}?s=480&r=pg&d=https%3A%2F%2Fcdn.auth0.com%2Favatars%2F${initials}.png`
}

/** The account of a database connection with this address (any case) or user name, or undefined. */
export function userByLogin(
  tenant: TenantContext,
  connection: string,
  login: string,
): UserRecord | undefined {
  return tenant.state.users.withLogin(connection, login)
}
