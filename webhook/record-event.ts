import { type Json, canonicalJson } from '../kernel/canonical-json.ts'
import type { StoreTransaction } from '../store/open-store.ts'
import {
  type Auth0User,
  findAuth0User,
  lockOrInsertAuth0User,
  unknownUser,
  updateAuth0User,
} from '../store/tables/auth0-user-mapping.ts'
import { insertDelivery } from '../store/tables/deliveries.ts'
import { appendAudit } from '../store/tables/mapping-audit.ts'
import { inTransaction } from '../store/transaction.ts'
import type { AccountEvent, Told } from './account-event.ts'
import { toOffer } from './answer-delivery.ts'
import { applyFacts, lifeOf } from './apply-facts.ts'
import { askAuth0 } from './ask-auth0.ts'
import { bookOffer } from './book-offer.ts'
import type { DeliveryAnswer, EnrichmentFacts } from './contract/delivery.ts'
import { followHint } from './follow-hint.ts'
import { linkSignUp } from './link-sign-up.ts'
import type { ReceiverDeps } from './receiver-deps.ts'
import { releaseFormerLife } from './release-former-life.ts'

type Deps = Pick<ReceiverDeps, 'store' | 'connectionsAllowed' | 'matchSettings' | 'now' | 'newId'>

/**
 * Records what a delivery tells with everything that follows from it in one transaction: the delivery, the user's facts, a
 * link or a review case, the booked offer, a question to Auth0, and the audit of each change. A delivery id that was
 * recorded before changes nothing, unless it is a read of Auth0: what that shows is true again.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_CONFLICT: nothing was stored, the same delivery may come again.
 */
export function recordEvent(deps: Deps, told: Told, parsed: Json): Promise<DeliveryAnswer> {
  return inTransaction(deps.store, async (db) => {
    const at = deps.now()
    const status = await insertDelivery(db, {
      id: told.deliveryId,
      source: told.source,
      type: told.type,
      auth0UserId: told.userId,
      occurredAt: told.occurredAt,
      receivedAt: at,
      outcome: 'recorded',
      parsed,
    })
    if (told.kind === 'hint') {
      if (status === 'recorded') await followHint(deps, db, told, at)
      return { status, enrichment: null }
    }
    if (status === 'duplicate' && told.evidence !== 'read') {
      return { status, enrichment: offerOf(told, await findAuth0User(db, told.userId)) }
    }
    const user = await recordUser(deps, db, told, at)
    const enrichment = offerOf(told, user)
    if (enrichment !== null) await bookOffer(deps, db, told, { user, offer: enrichment, at })
    return { status, enrichment }
  })
}

async function recordUser(
  deps: Deps,
  db: StoreTransaction,
  event: AccountEvent,
  at: Date,
): Promise<Auth0User> {
  const stored = await lockOrInsertAuth0User(db, unknownUser(event.userId))
  if (event.evidence === 'hint' && mustBeConfirmed(stored, event)) {
    await askAuth0(deps, db, { userId: event.userId, at })
    return stored
  }
  const facts = applyFacts(stored, event)
  await auditFacts(db, event, { stored, user: facts.user, at })
  const user =
    facts.life === 'new'
      ? await releaseFormerLife(deps, db, event, { user: facts.user, at })
      : facts.user
  const linked = await linkSignUp(deps, db, event, { ...facts, stored, user, at })
  await updateAuth0User(db, linked)
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
async function auditFacts(
  db: StoreTransaction,
  event: AccountEvent,
  change: { readonly stored: Auth0User; readonly user: Auth0User; readonly at: Date },
): Promise<void> {
  const { stored, user, at } = change
  const isFirst = stored.profileAt === null
  const before = profileOf(stored)
  const after = profileOf(user)
  if (!isFirst && canonicalJson(before) === canonicalJson(after)) return
  await appendAudit(db, [
    {
      action: 'account_changed',
      actor: 'receiver',
      reason: isFirst ? 'first_seen' : 'profile_changed',
      at,
      employeeId: user.employeeId,
      auth0UserId: user.auth0UserId,
      productivityEmail: user.email,
      deliveryId: event.deliveryId,
      before: isFirst ? null : before,
      after,
    },
  ])
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
