import type { Logger } from '../kernel/log.ts'
import type { Store } from '../store/open-store.ts'
import type { MatchSettings } from '../sync/match/settings.ts'
import type { RecordDelivery } from './record-in-groups.ts'

/** Everything the receiver needs from outside. It keeps no state of its own, so any number may run on one store. */
export type ReceiverDeps = {
  readonly store: Store
  /** Live secrets (`whsec_<base64>`), at least one: each is accepted from a sender, answers carry a signature of each. */
  readonly secrets: readonly string[]
  /** Tokens that Auth0's event and log streams may prove themselves with; none takes no streams. */
  readonly streamTokens: readonly string[]
  /** Connections whose verified addresses may link a sign-up at once. */
  readonly connectionsAllowed: readonly string[]
  /** 32 bytes that seal the bodies of dead letters; null keeps their reasons alone. */
  readonly deadLetterKey: Buffer | null
  readonly matchSettings: MatchSettings
  readonly now: () => Date
  /** A new unique id of at most 36 characters. */
  readonly newId: () => string
  readonly log: Logger
  /** Genuine deliveries recorded at once before more are answered 503; 1000 when absent. */
  readonly inFlightMax?: number
  /** Deliveries committed in one transaction at most; 64 when absent, and 1 commits each by itself. */
  readonly togetherMax?: number
  /** Requests read at once, genuine or not, before more are answered 503; 4000 when absent. */
  readonly readingMax?: number
}

/** What whoever takes deliveries needs: all of them record through the same groups. */
export type IntakeDeps = ReceiverDeps & { readonly record: RecordDelivery }
