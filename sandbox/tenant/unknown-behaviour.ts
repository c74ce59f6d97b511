/**
 * What nobody outside Auth0 knows for sure. The tenant can be told to behave either way, and podlink must work both ways.
 * The reasons for each default stand in ARCHITECTURE.md, "The tenant stand-in".
 */
export type UnknownBehaviour = {
  /** Whether post-user-registration also runs for accounts made by the Management API. */
  readonly registrationRunsForApiUsers: boolean
  /** Whether a login that changes nothing but `last_login` emits `user.updated`. */
  readonly loginEmitsUserUpdated: boolean
  /** Whether a handler that is not a native async function is refused. */
  readonly refusesPlainHandlers: boolean
  /** What a secret that is sent with a name and no value does: keep what is stored, or be refused. */
  readonly secretWithoutValue: 'keeps' | 'refused'
  /** `errorCode` of the 409 for an address that is taken; null leaves the field out. */
  readonly takenUserErrorCode: string | null
  /** What paging past the 1,000th search result answers. */
  readonly pagingPastEnd: 'invalid_paging' | 'empty'
  /** Failed deliveries in a row after which an event stream is disabled; the documentation says 500 and also 3. */
  readonly failuresInARowMax: number
  /** How long an attempt to deliver may take, in milliseconds. */
  readonly deliveryTimeoutMs: number
  /**
   * How a rate limit's bucket is refilled: `evenly`, as the page on the algorithm says, or all at once at the top of
   * each second or minute, as the page with the examples says.
   */
  readonly rateLimitRefill: 'evenly' | 'per-window'
}

export const likelyBehaviour: UnknownBehaviour = {
  registrationRunsForApiUsers: true,
  loginEmitsUserUpdated: true,
  refusesPlainHandlers: true,
  secretWithoutValue: 'keeps',
  takenUserErrorCode: 'auth0_idp_error',
  pagingPastEnd: 'invalid_paging',
  failuresInARowMax: 500,
  deliveryTimeoutMs: 10_000,
  rateLimitRefill: 'evenly',
}
