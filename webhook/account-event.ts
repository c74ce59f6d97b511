import type { Auth0UserId, DeliveryId } from '../kernel/ids.ts'
import type { DeliveryType, EnrichmentFacts } from './contract/delivery.ts'

/** A login or registration as the receiver understands it; nothing in it is evidence but what Auth0 itself states. */
export type AccountEvent = {
  readonly deliveryId: DeliveryId
  readonly type: DeliveryType
  readonly occurredAt: Date
  readonly userId: Auth0UserId
  /** Lower case (ASCII letters); null when the account has none. */
  readonly email: string | null
  readonly isEmailVerified: boolean
  /** As the user typed it: shown to a person who decides, compared by nobody who links. */
  readonly name: string | null
  readonly createdAt: Date
  readonly connection: string
  /** Our keys of `app_metadata`, as the account held them. */
  readonly held: { readonly [Key in keyof EnrichmentFacts]?: EnrichmentFacts[Key] | undefined }
}
