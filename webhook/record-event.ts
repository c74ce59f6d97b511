import { type Json, canonicalJson } from '../kernel/canonical-json.ts'
import type { StoreTransaction } from '../store/open-store.ts'
import {
  type Auth0User,
  findAuth0User,
  lockOrInsertAuth0User,
  updateAuth0User,
} from '../store/tables/auth0-user-mapping.ts'
import { insertDelivery } from '../store/tables/deliveries.ts'
import { appendAudit } from '../store/tables/mapping-audit.ts'
import { inTransaction } from '../store/transaction.ts'
import type { AccountEvent } from './account-event.ts'
import { toOffer } from './answer-delivery.ts'
import { applyFacts, lifeOf, unknownUser } from './apply-facts.ts'
import { bookOffer } from './book-offer.ts'
import type { DeliveryAnswer, EnrichmentFacts } from './contract/delivery.ts'
import { linkSignUp } from './link-sign-up.ts'
import type { ReceiverDeps } from './receiver-deps.ts'
import { releaseFormerLife } from './release-former-life.ts'

type Deps = Pick<ReceiverDeps, 'store' | 'connectionsAllowed' | 'matchSettings' | 'now' | 'newId'>

/**
 * Records an event with everything that follows from it in one transaction: the delivery, the user's facts, a link or a
 * review case, the booked offer, and the audit of each change. A delivery id that was recorded before changes nothing.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_CONFLICT: nothing was stored, the same delivery may come again.
 */
export function recordEvent(
  deps: Deps,
  event: AccountEvent,
  parsed: Json,
): Promise<DeliveryAnswer> {
  return inTransaction(deps.store, async (db) => {
    const at = deps.now()
    const status = await insertDelivery(db, {
      id: event.deliveryId,
      source: 'action',
      type: event.type,
      auth0UserId: event.userId,
      occurredAt: event.occurredAt,
      receivedAt: at,
      outcome: 'recorded',
      parsed,
    })
    if (status === 'duplicate') {
      return { status, enrichment: offerOf(event, await findAuth0User(db, event.userId)) }
    }
    const user = await recordUser(deps, db, event, at)
    const enrichment = offerOf(event, user)
    if (enrichment !== null) await bookOffer(deps, db, event, { user, offer: enrichment, at })
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
