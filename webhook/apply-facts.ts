import type { Auth0UserId } from '../kernel/ids.ts'
import type { AccountStatus, Auth0User } from '../store/tables/auth0-user-mapping.ts'
import type { AccountEvent } from './account-event.ts'

/** What an event did to what is known of its user. */
export type AppliedFacts = {
  readonly user: Auth0User
  /** False when a newer event, or one of the same moment with a higher delivery id, was applied before. */
  readonly isNewest: boolean
  /** The account was deleted and made again since; whatever tied the former one to an employee is void. */
  readonly isNewLife: boolean
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

/**
 * Merges an event into what is known, so that any order of the same events ends in the same facts: `lastLogin` only moves
 * forward, the profile is that of the newest event, and a deleted account lives again only when Auth0 made it anew.
 */
export function applyFacts(stored: Auth0User, event: AccountEvent): AppliedFacts {
  const lastLogin =
    event.type === 'post_login' &&
    (stored.lastLogin === null || event.occurredAt > stored.lastLogin)
      ? event.occurredAt
      : stored.lastLogin
  const isNewLife = stored.deletedAt !== null && event.createdAt > stored.deletedAt
  const isNewest = isNewLife || isNewer(event, stored)
  if (!isNewest) return { user: { ...stored, lastLogin }, isNewest, isNewLife }
  const user = {
    ...stored,
    lastLogin,
    email: event.email,
    isEmailVerified: event.isEmailVerified,
    connection: event.connection,
    createdAt: event.createdAt,
    status: isNewLife || !isHeldBack(stored.status) ? aliveStatus(event) : stored.status,
    profileAt: event.occurredAt,
    profileDeliveryId: event.deliveryId,
    deletedAt: isNewLife ? null : stored.deletedAt,
  }
  return { user, isNewest, isNewLife }
}

function isNewer(event: AccountEvent, stored: Auth0User): boolean {
  if (stored.profileAt === null) return true
  const ahead = event.occurredAt.getTime() - stored.profileAt.getTime()
  return ahead > 0 || (ahead === 0 && event.deliveryId > (stored.profileDeliveryId ?? ''))
}

/** Deleted stays deleted, and whoever blocked an account lifts it: an event on its way meanwhile changes neither. */
function isHeldBack(status: AccountStatus): boolean {
  return status === 'deleted' || status === 'blocked'
}

function aliveStatus(event: AccountEvent): AccountStatus {
  return event.isEmailVerified ? 'verified' : 'created'
}
