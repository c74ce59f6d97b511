import type { Auth0UserId } from '../kernel/ids.ts'
import type { AccountStatus, Auth0User } from '../store/tables/auth0-user-mapping.ts'
import type { AccountEvent } from './account-event.ts'

/**
 * Whose event it is: of the account podlink knows (`same`), of one that Auth0 made later under the same id (`new`), or of
 * one that was deleted before that (`former`).
 */
export type Life = 'same' | 'new' | 'former'

/** What an event did to what is known of its user. */
export type AppliedFacts = {
  readonly user: Auth0User
  /** False when a newer event, or one of the same moment with a higher delivery id, was applied before. */
  readonly isNewest: boolean
  /** `new`: whatever tied the former account to an employee is void. `former`: the event changed nothing. */
  readonly life: Life
}

/** Auth0's interfaces give one moment with and without its fraction of a second. */
const TOLERANCE_MS = 1_000

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

/** The life the event belongs to, by when Auth0 made the account; nobody need have told podlink of the deletion. */
export function lifeOf(event: AccountEvent, stored: Auth0User): Life {
  const aheadMs =
    stored.createdAt === null ? 0 : event.createdAt.getTime() - stored.createdAt.getTime()
  if (aheadMs <= -TOLERANCE_MS) return 'former'
  if (stored.deletedAt !== null) return event.createdAt > stored.deletedAt ? 'new' : 'same'
  return aheadMs >= TOLERANCE_MS ? 'new' : 'same'
}

/**
 * Merges an event into what is known, so that any order of the same events ends in the same facts: `lastLogin` only moves
 * forward, the profile is that of the newest event, and both are those of the latest life alone.
 */
export function applyFacts(stored: Auth0User, event: AccountEvent): AppliedFacts {
  const life = lifeOf(event, stored)
  if (life === 'former') return { user: stored, isNewest: false, life }
  const known = life === 'new' ? newLifeOf(stored) : stored
  const lastLogin =
    event.type === 'post_login' && (known.lastLogin === null || event.occurredAt > known.lastLogin)
      ? event.occurredAt
      : known.lastLogin
  if (!isNewer(event, known)) return { user: { ...known, lastLogin }, isNewest: false, life }
  const user = {
    ...known,
    lastLogin,
    email: event.email,
    isEmailVerified: event.isEmailVerified,
    connection: event.connection,
    createdAt: event.createdAt,
    status: isHeldBack(known.status) ? known.status : aliveStatus(event),
    profileAt: event.occurredAt,
    profileDeliveryId: event.deliveryId,
  }
  return { user, isNewest: true, life }
}

/** Of the former life only the revision and the link are left, and the link is `releaseFormerLife`'s to take off. */
function newLifeOf(stored: Auth0User): Auth0User {
  const { auth0UserId, employeeId, podlinkRev, enrichment, matchedBy, linkRule } = stored
  const link = { employeeId, podlinkRev, enrichment, matchedBy, linkRule }
  return { ...unknownUser(auth0UserId), ...link }
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
