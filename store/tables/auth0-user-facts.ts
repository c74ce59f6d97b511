import { sql } from 'kysely'
import type { Queryable } from '../open-store.ts'
import type { Auth0User } from './auth0-user-mapping.ts'

/**
 * Stores of known users, at most a few hundred, what events tell of them: address and its proof, connection, status, times
 * and the newest event. Whose they are and what they were offered stays as it is. The caller holds their rows.
 */
export async function updateAuth0Facts(db: Queryable, users: readonly Auth0User[]): Promise<void> {
  if (users.length === 0) return
  const rows = users.map((user) => ({
    auth0_user_id: user.auth0UserId,
    email: user.email,
    email_verified: user.isEmailVerified ? 1 : 0,
    connection: user.connection,
    last_login: user.lastLogin,
    created_at: user.createdAt,
    status: user.status,
    profile_at: user.profileAt,
    profile_delivery_id: user.profileDeliveryId,
  }))
  await db
    .insertInto('auth0_user_mapping')
    .values(rows)
    .onDuplicateKeyUpdate({
      email: sql`VALUES(email)`,
      email_verified: sql`VALUES(email_verified)`,
      connection: sql`VALUES(connection)`,
      last_login: sql`VALUES(last_login)`,
      created_at: sql`VALUES(created_at)`,
      status: sql`VALUES(status)`,
      profile_at: sql`VALUES(profile_at)`,
      profile_delivery_id: sql`VALUES(profile_delivery_id)`,
    })
    .execute()
}
