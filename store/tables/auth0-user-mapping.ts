import type { Auth0UserId, DeliveryId, EmployeeId } from '../../kernel/ids.ts'
import type { Queryable } from '../open-store.ts'
import type { Auth0UserMapping } from '../schema.ts'
import type { Insertable, Selectable, Updateable } from 'kysely'

export type AccountStatus = 'pending' | 'created' | 'verified' | 'blocked' | 'failed' | 'deleted'
export type MatchedBy = 'name' | 'email' | 'manual'

/** What is known of one Auth0 user, and whose account it is (null while nobody's). */
export type Auth0User = {
  readonly auth0UserId: Auth0UserId
  readonly employeeId: EmployeeId | null
  /** Lower case. */
  readonly email: string | null
  readonly isEmailVerified: boolean
  readonly connection: string | null
  readonly lastLogin: Date | null
  /** When Auth0 made the account; null while podlink has not learnt it. */
  readonly createdAt: Date | null
  readonly status: AccountStatus
  /** Rises by one whenever `enrichment` changes; 0 while nothing was ever offered. */
  readonly podlinkRev: number
  /** Canonical JSON of the three facts offered to Auth0 under `podlinkRev`. */
  readonly enrichment: string | null
  readonly matchedBy: MatchedBy | null
  readonly linkRule: string | null
  /** When the newest applied profile fact occurred, and the delivery that brought it (the tie rule). */
  readonly profileAt: Date | null
  readonly profileDeliveryId: DeliveryId | null
  readonly deletedAt: Date | null
  /** SHA-256 of the metadata that was last asked of the worker. */
  readonly metadataWanted: string | null
}

/** Every known Auth0 user, by id. */
export async function readAuth0Users(db: Queryable): Promise<readonly Auth0User[]> {
  const rows = await db
    .selectFrom('auth0_user_mapping')
    .selectAll()
    .orderBy('auth0_user_id')
    .execute()
  return rows.map(toAuth0User)
}

/** The user, or null when it is unknown. */
export async function findAuth0User(db: Queryable, id: Auth0UserId): Promise<Auth0User | null> {
  const row = await db
    .selectFrom('auth0_user_mapping')
    .selectAll()
    .where('auth0_user_id', '=', id)
    .executeTakeFirst()
  return row === undefined ? null : toAuth0User(row)
}

/** As {@link findAuth0User}, and no other transaction changes the row before this one ends. */
export async function lockAuth0User(db: Queryable, id: Auth0UserId): Promise<Auth0User | null> {
  const row = await db
    .selectFrom('auth0_user_mapping')
    .selectAll()
    .where('auth0_user_id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row === undefined ? null : toAuth0User(row)
}

/** The account of this employee, or null. */
export async function findAuth0UserOfEmployee(
  db: Queryable,
  employeeId: EmployeeId,
): Promise<Auth0User | null> {
  const row = await db
    .selectFrom('auth0_user_mapping')
    .selectAll()
    .where('employee_id', '=', employeeId)
    .executeTakeFirst()
  return row === undefined ? null : toAuth0User(row)
}

/** Stores a user not known before. Two users can never hold one employee: the database refuses the second. */
export async function insertAuth0User(db: Queryable, user: Auth0User): Promise<void> {
  await db.insertInto('auth0_user_mapping').values(toRow(user)).execute()
}

/** Replaces everything stored of a known user. */
export async function updateAuth0User(db: Queryable, user: Auth0User): Promise<void> {
  const { auth0_user_id, ...rest } = toRow(user)
  const change: Updateable<Auth0UserMapping> = rest
  await db
    .updateTable('auth0_user_mapping')
    .set(change)
    .where('auth0_user_id', '=', auth0_user_id)
    .execute()
}

function toAuth0User(row: Selectable<Auth0UserMapping>): Auth0User {
  return {
    auth0UserId: row.auth0_user_id as Auth0UserId,
    employeeId: row.employee_id as EmployeeId | null,
    email: row.email,
    isEmailVerified: row.email_verified === 1,
    connection: row.connection,
    lastLogin: row.last_login,
    createdAt: row.created_at,
    status: row.status,
    podlinkRev: row.podlink_rev,
    enrichment: row.enrichment,
    matchedBy: row.matched_by,
    linkRule: row.link_rule,
    profileAt: row.profile_at,
    profileDeliveryId: row.profile_delivery_id as DeliveryId | null,
    deletedAt: row.deleted_at,
    metadataWanted: row.metadata_wanted,
  }
}

function toRow(user: Auth0User): Insertable<Auth0UserMapping> & { auth0_user_id: string } {
  return {
    auth0_user_id: user.auth0UserId,
    employee_id: user.employeeId,
    email: user.email,
    email_verified: user.isEmailVerified ? 1 : 0,
    connection: user.connection,
    last_login: user.lastLogin,
    created_at: user.createdAt,
    status: user.status,
    podlink_rev: user.podlinkRev,
    enrichment: user.enrichment,
    matched_by: user.matchedBy,
    link_rule: user.linkRule,
    profile_at: user.profileAt,
    profile_delivery_id: user.profileDeliveryId,
    deleted_at: user.deletedAt,
    metadata_wanted: user.metadataWanted,
  }
}
