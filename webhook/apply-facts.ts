import {
  type AccountStatus,
  type Auth0User,
  unknownUser,
} from '../store/tables/auth0-user-mapping.ts'
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

/** The life the event belongs to, by when Auth0 made the account; nobody need have told podlink of the deletion. */
export function lifeOf(event: AccountEvent, stored: Auth0User): Life {
  const aheadMs =
    stored.createdAt === null ? 0 : event.createdAt.getTime() - stored.createdAt.getTime()
  if (aheadMs <= -TOLERANCE_MS) return 'former'
  if (stored.deletedAt !== null) return event.createdAt > stored.deletedAt ? 'new' : 'same'
  return aheadMs >= TOLERANCE_MS ? 'new' : 'same'
}

/**
 * Whether something that happened at this moment can have happened to the account podlink knows, and not to a former or a
 * later one of the same id.
 */
export function isOfKnownLife(at: Date, stored: Auth0User): boolean {
  if (stored.deletedAt !== null && at > stored.deletedAt) return false
  return stored.createdAt === null || at.getTime() > stored.createdAt.getTime() - TOLERANCE_MS
}

/**
 * Merges an event into what is known, so that any order of the same events ends in the same facts: `lastLogin` only moves
 * forward, the profile is that of the newest event, and both are those of the latest life alone.
 */
export function applyFacts(stored: Auth0User, event: AccountEvent): AppliedFacts {
  const life = lifeOf(event, stored)
  // Of the dead only the moment is kept, whatever is still on its way about them.
  const isDead = life === 'same' && stored.status === 'deleted'
  if (life === 'former' || isDead) return { user: stored, isNewest: false, life }
  const known = life === 'new' ? newLifeOf(stored) : stored
  const lastLogin = latestLogin(event, known.lastLogin)
  if (!isNewer(event, known)) return { user: { ...known, lastLogin }, isNewest: false, life }
  const user = {
    ...known,
    lastLogin,
    email: event.email,
    isEmailVerified: event.isEmailVerified,
    connection: event.connection,
    createdAt: event.createdAt,
    status: statusAfter(event, known.status),
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

/** What Auth0 says when it is asked replaces every earlier login; all others only move it forward. */
function latestLogin({ evidence, loggedInAt, knownUntil }: AccountEvent, known: Date | null) {
  if (loggedInAt === null || known === null) return known ?? loggedInAt
  if (evidence === 'read' && known <= knownUntil) return loggedInAt
  return loggedInAt > known ? loggedInAt : known
}

/** A read is newer than whatever happened before it was made, also when the account was last changed long before. */
function isNewer(event: AccountEvent, stored: Auth0User): boolean {
  if (stored.profileAt === null) return true
  if (event.evidence === 'read') return stored.profileAt <= event.knownUntil
  const ahead = event.occurredAt.getTime() - stored.profileAt.getTime()
  return ahead > 0 || (ahead === 0 && event.deliveryId > (stored.profileDeliveryId ?? ''))
}

/** Only Auth0 itself tells of a block and its end: an event on its way changes neither. */
function statusAfter(event: AccountEvent, known: AccountStatus): AccountStatus {
  const alive = event.isEmailVerified ? 'verified' : 'created'
  if (event.evidence === 'read') return event.isBlocked === true ? 'blocked' : alive
  return known === 'blocked' ? known : alive
}

/** Whether two states of a user differ in nothing that events tell of. */
export function hasSameFacts(one: Auth0User, other: Auth0User): boolean {
  return (
    one.email === other.email &&
    one.isEmailVerified === other.isEmailVerified &&
    one.connection === other.connection &&
    one.status === other.status &&
    one.profileDeliveryId === other.profileDeliveryId &&
    isSameMoment(one.profileAt, other.profileAt) &&
    isSameMoment(one.createdAt, other.createdAt) &&
    isSameMoment(one.lastLogin, other.lastLogin)
  )
}

export function isSameMoment(one: Date | null, other: Date | null): boolean {
  return one?.getTime() === other?.getTime()
}
