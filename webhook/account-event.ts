import type { Auth0UserId, DeliveryId } from '../kernel/ids.ts'
import type { DeliverySource } from '../store/tables/deliveries.ts'
import type { EnrichmentFacts } from './contract/delivery.ts'

/**
 * How much an event proves. `signed`: an Action of the tenant says so. `read`: Auth0 said so when it was asked. `hint`: it
 * came with a bearer token alone; it keeps facts current, and whatever it would link, release, block or delete is asked of
 * Auth0 first.
 */
export type Evidence = 'signed' | 'read' | 'hint'

/** An account as it stood at a moment; nothing in it is evidence but what Auth0 itself states. */
export type AccountEvent = {
  readonly kind: 'account'
  readonly deliveryId: DeliveryId
  readonly source: DeliverySource
  readonly evidence: Evidence
  /** `post_login`, `post_user_registration`, `user.created`, `user.updated` or `account_read`. */
  readonly type: string
  /** Since when the account has been like this, as far as the sender knows: the newest wins. */
  readonly occurredAt: Date
  /** Until when it is known to have been like this; the moment itself unless the account was read. */
  readonly knownUntil: Date
  readonly userId: Auth0UserId
  /** Lower case (ASCII letters); null when the account has none. */
  readonly email: string | null
  readonly isEmailVerified: boolean
  /** Null when the sender does not say. */
  readonly isBlocked: boolean | null
  /** As the user typed it: shown to a person who decides, compared by nobody who links. */
  readonly name: string | null
  readonly createdAt: Date
  readonly connection: string
  /** The latest login that it tells of. */
  readonly loggedInAt: Date | null
  /** Our keys of `app_metadata`, as the account held them. */
  readonly held: { readonly [Key in keyof EnrichmentFacts]?: EnrichmentFacts[Key] | undefined }
}

/** Something that happened to an account, without saying how the account is now. */
export type AccountHint = {
  readonly kind: 'hint'
  readonly deliveryId: DeliveryId
  readonly source: DeliverySource
  readonly type: string
  readonly userId: Auth0UserId
  readonly occurredAt: Date
  readonly tells: 'login' | 'change' | 'deletion'
}

/** What one delivery tells. */
export type Told = AccountEvent | AccountHint
