import type { Auth0UserId, DeliveryId, EmployeeId } from '../../kernel/ids.ts'
import type { Queryable } from '../open-store.ts'
import { isDuplicateKey } from '../store-errors.ts'
import type { Auth0UserMapping } from '../schema.ts'
import type { Insertable, Selectable, Updateable } from 'kysely'
import { inBatches } from '../batches.ts'

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

/** A user of whom nothing is known yet but that he exists. */
export function unknownUser(auth0UserId: Auth0UserId): Auth0User {
  return {
    auth0UserId,
    employeeId: null,
    email: null,
    isEmailVerified: false,
    connection: null,
    lastLogin: null,
    createdAt: null,
    status: 'created',
    podlinkRev: 0,
    enrichment: null,
    matchedBy: null,
    linkRule: null,
    profileAt: null,
    profileDeliveryId: null,
    deletedAt: null,
    metadataWanted: null,
  }
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

/** The known ones of these users, by id; no other transaction changes them before this one ends. */
export async function lockAuth0Users(
  db: Queryable,
  ids: readonly Auth0UserId[],
): Promise<readonly Auth0User[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('auth0_user_mapping')
    .selectAll()
    .where('auth0_user_id', 'in', [...ids])
    .orderBy('auth0_user_id')
    .forUpdate()
    .execute()
  return rows.map(toAuth0User)
}

/** Employees whose account the mapping knows. */
export async function findLinkedEmployees(db: Queryable): Promise<ReadonlySet<EmployeeId>> {
  const rows = await db
    .selectFrom('auth0_user_mapping')
    .select('employee_id')
    .where('employee_id', 'is not', null)
    .execute()
  return new Set(rows.map((row) => row.employee_id as EmployeeId))
}

/** The users of these ids; unknown ids are left out. */
export async function findAuth0Users(
  db: Queryable,
  ids: readonly Auth0UserId[],
): Promise<readonly Auth0User[]> {
  const found: Auth0User[] = []
  await inBatches(ids, async (batch) => {
    const rows = await db
      .selectFrom('auth0_user_mapping')
      .selectAll()
      .where('auth0_user_id', 'in', [...batch])
      .execute()
    found.push(...rows.map(toAuth0User))
  })
  return found
}

/** Users that are not deleted and whose address equals `email` without regard to case; the collation may also fold accents. */
export async function findAuth0UsersByEmail(
  db: Queryable,
  email: string,
): Promise<readonly Auth0User[]> {
  const rows = await db
    .selectFrom('auth0_user_mapping')
    .selectAll()
    .where('email', '=', email)
    .where('status', '!=', 'deleted')
    .orderBy('auth0_user_id')
    .execute()
  return rows.map(toAuth0User)
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

/**
 * The stored row, locked until the transaction ends; `first` is stored before when the user is unknown. Of two
 * transactions that meet an unknown user at once, the second waits and gets the row of the first.
 */
export async function lockOrInsertAuth0User(db: Queryable, first: Auth0User): Promise<Auth0User> {
  const known = await lockAuth0User(db, first.auth0UserId)
  if (known !== null) return known
  try {
    await insertAuth0User(db, first)
    return first
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    return (await lockAuth0User(db, first.auth0UserId)) ?? first
  }
}

/**
 * Stores a row for each of these users, of whom nothing is known. Those that another transaction stored meanwhile are
 * returned, locked, as it stored them.
 */
export async function insertUnknownUsers(
  db: Queryable,
  ids: readonly Auth0UserId[],
): Promise<readonly Auth0User[]> {
  const met = new Map<Auth0UserId, Auth0User>()
  for (;;) {
    const missing = ids.filter((id) => !met.has(id)).toSorted()
    if (missing.length === 0) break
    try {
      const rows = missing.map((id) => toRow(unknownUser(id)))
      await db.insertInto('auth0_user_mapping').values(rows).execute()
      break
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      const found = await lockAuth0Users(db, missing)
      // Whoever stored one of them has committed, so that it is found; without progress this would never end.
      if (found.length === 0) throw error
      for (const user of found) met.set(user.auth0UserId, user)
    }
  }
  return [...met.values()]
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

/** Forgets what was asked of the worker for this user, so that the next sync asks again if it is still wanted. */
export async function forgetMetadataWish(db: Queryable, id: Auth0UserId): Promise<void> {
  await db
    .updateTable('auth0_user_mapping')
    .set({ metadata_wanted: null })
    .where('auth0_user_id', '=', id)
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
