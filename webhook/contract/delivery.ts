/** Raised whenever a field changes its meaning; the receiver accepts this version alone. */
export const DELIVERY_VERSION = 1

/** Where the receiver takes deliveries of the Actions. */
export const DELIVERY_PATH = '/auth0/events'

/** Where the receiver takes Auth0's own event stream and log stream. */
export const EVENT_STREAM_PATH = '/auth0/event-stream'
export const LOG_STREAM_PATH = '/auth0/log-stream'

/** A delivery may hold 64 KiB; the receiver answers 413 to more. */
export const DELIVERY_BYTES_MAX = 65_536

/** How far a timestamp may be from the reader's clock, either way, as Standard Webhooks recommends. */
export const TOLERANCE_S = 300

/**
 * Sent in place of a connection when Auth0 does not say which one the address comes from. No connection can have this
 * name (theirs are letters, digits and hyphens), so no allow-list ever holds it.
 */
export const UNKNOWN_CONNECTION = '(unknown)'

export type DeliveryType = 'post_login' | 'post_user_registration'

/** The four facts podlink keeps in `app_metadata`; an Action writes nothing else. */
export type EnrichmentFacts = {
  readonly employee_id: number
  readonly department: string | null
  readonly role_code: string | null
  /** Rises with every change; an Action applies an offer only when it is higher than what it holds. */
  readonly podlink_rev: number
}

/** What an Action sends. Times are ISO 8601 in UTC. Nothing of `user_metadata`: the user can edit that. */
export type DeliveryBody = {
  readonly version: typeof DELIVERY_VERSION
  readonly type: DeliveryType
  readonly occurred_at: string
  readonly tenant: string
  readonly user: {
    readonly id: string
    readonly email: string | null
    readonly email_verified: boolean
    readonly name: string | null
    readonly created_at: string
    /** Our own keys only, as the account holds them. */
    readonly app_metadata: { readonly [Key in keyof EnrichmentFacts]?: EnrichmentFacts[Key] }
  }
  /** Of the account's primary identity, where its address comes from, whichever identity logged in. */
  readonly connection: string
  /** Absent at registration. */
  readonly client_id: string | null
  /** Absent at registration. `count` includes this login. */
  readonly login: { readonly count: number } | null
}

/** What the receiver answers with status 200, signed like a delivery under the id of the request. */
export type DeliveryAnswer = {
  readonly status: 'recorded' | 'duplicate'
  /** null: podlink does not know whose account this is. */
  readonly enrichment: EnrichmentFacts | null
}
