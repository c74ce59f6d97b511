import type { Json } from '../kernel/canonical-json.ts'
import { type Auth0User, unknownUser } from '../store/tables/auth0-user-mapping.ts'
import type { DeliveryStatus } from '../store/tables/deliveries.ts'
import type { AccountEvent, Told } from './account-event.ts'
import { toOffer } from './answer-delivery.ts'
import { applyFacts, isSameMoment, lifeOf } from './apply-facts.ts'
import { askAuth0 } from './ask-auth0.ts'
import { bookOffer } from './book-offer.ts'
import type { DeliveryAnswer, EnrichmentFacts } from './contract/delivery.ts'
import { followHint } from './follow-hint.ts'
import { linkSignUp } from './link-sign-up.ts'
import type { Recording } from './open-recording.ts'
import type { ReceiverDeps } from './receiver-deps.ts'
import { releaseFormerLife } from './release-former-life.ts'

type Deps = Pick<ReceiverDeps, 'store' | 'connectionsAllowed' | 'matchSettings' | 'newId'>

/**
 * Does what follows from a delivery that was just stored: the user's facts, a link or a review case, the booked offer, a
 * question to Auth0, and the audit of each change. One that was stored before changes nothing, unless it is a read of Auth0:
 * what that shows is true again.
 */
export async function followEvent(
  deps: Deps,
  recording: Recording,
  told: Told,
  status: DeliveryStatus,
): Promise<DeliveryAnswer> {
  if (told.kind === 'hint') {
    if (status === 'recorded') await followHint(deps, recording, told)
    return { status, enrichment: null }
  }
  if (!isFollowed(told, status)) {
    return { status, enrichment: offerOf(told, recording.findUser(told.userId)) }
  }
  const user = await recordUser(deps, recording, told)
  const enrichment = offerOf(told, user)
  if (enrichment !== null) await bookOffer(deps, recording, told, { user, offer: enrichment })
  return { status, enrichment }
}

/** Whether it is followed, and its user has a row from then on if nobody knew him. */
export function isFollowed(told: Told, status: DeliveryStatus): boolean {
  return told.kind === 'account' && (status === 'recorded' || told.evidence === 'read')
}

async function recordUser(
  deps: Deps,
  recording: Recording,
  event: AccountEvent,
): Promise<Auth0User> {
  const stored = recording.findUser(event.userId) ?? unknownUser(event.userId)
  if (event.evidence === 'hint' && mustBeConfirmed(stored, event)) {
    await askAuth0(deps, recording.db, { userId: event.userId, at: recording.at })
    // Also when nothing is known of him yet but that he exists.
    await recording.storeUser(stored)
    return stored
  }
  const facts = applyFacts(stored, event)
  noteFacts(recording, event, { stored, user: facts.user })
  const user =
    facts.life === 'new' ? await releaseFormerLife(deps, recording, event, facts.user) : facts.user
  const linked = await linkSignUp(deps, recording, event, { ...facts, stored, user })
  await recording.storeUser(linked)
  return linked
}

/** A hint takes nobody's link off him, and neither blocks an account nor lifts a block. */
function mustBeConfirmed(stored: Auth0User, event: AccountEvent): boolean {
  if (stored.employeeId !== null && lifeOf(event, stored) === 'new') return true
  return event.isBlocked !== null && event.isBlocked !== (stored.status === 'blocked')
}

/** What this account is told; an event of a former one is told nothing of whoever has the id now. */
function offerOf(event: AccountEvent, user: Auth0User | null): EnrichmentFacts | null {
  return user === null || lifeOf(event, user) === 'former' ? null : toOffer(user)
}

/** A login that moves nothing but the times of the last one leaves no line: there are too many of them. */
function noteFacts(
  { at, note }: Recording,
  event: AccountEvent,
  change: { readonly stored: Auth0User; readonly user: Auth0User },
): void {
  const { stored, user } = change
  const isFirst = stored.profileAt === null
  if (!isFirst && isSameProfile(stored, user)) return
  note({
    action: 'account_changed',
    actor: 'receiver',
    reason: isFirst ? 'first_seen' : 'profile_changed',
    at,
    employeeId: user.employeeId,
    auth0UserId: user.auth0UserId,
    productivityEmail: user.email,
    deliveryId: event.deliveryId,
    before: isFirst ? null : profileOf(stored),
    after: profileOf(user),
  })
}

function isSameProfile(one: Auth0User, other: Auth0User): boolean {
  return (
    one.email === other.email &&
    one.isEmailVerified === other.isEmailVerified &&
    one.connection === other.connection &&
    one.status === other.status &&
    isSameMoment(one.createdAt, other.createdAt) &&
    isSameMoment(one.deletedAt, other.deletedAt)
  )
}

function profileOf(user: Auth0User): Json {
  return {
    email: user.email,
    email_verified: user.isEmailVerified,
    connection: user.connection,
    created_at: user.createdAt?.toISOString() ?? null,
    status: user.status,
    deleted_at: user.deletedAt?.toISOString() ?? null,
  }
}
