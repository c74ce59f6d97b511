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
  /** `errorCode` of the refusal of an address or a user name that is taken; null leaves the field out. */
  readonly takenUserErrorCode: string | null
  /** What an import with `upsert` does to metadata that the file does not name: what the file names is overwritten whole. */
  readonly importWithoutMetadata: 'keeps' | 'wipes'
  /** What paging past the 1,000th result answers, of accounts as of logs. */
  readonly pagingPastEnd: 'invalid_paging' | 'empty'
  /** Failed deliveries in a row after which an event stream is disabled; the documentation says 500 and also 3. */
  readonly failuresInARowMax: number
  /** How long an attempt to deliver may take, in milliseconds. */
  readonly deliveryTimeoutMs: number
  /** What becomes of events while their stream is disabled: recorded as failed deliveries, or never heard of again. */
  readonly eventsWhileDisabled: 'recorded' | 'dropped'
  /** How many logs a log stream sends in one request. */
  readonly logBatchMax: number
  /** How long a log stream waits between the three attempts of a cycle, in milliseconds. */
  readonly logRetryMs: number
  /** How long a log stream waits after three failed attempts before it starts over, in milliseconds. */
  readonly logRestartMs: number
  /** What a log stream in the format JSONOBJECT sends: `{"logs": […]}`, or one request with one object for each log. */
  readonly jsonObjectLogs: 'together' | 'one-each'
  /** How long an authorization code waits for its exchange, in milliseconds; RFC 6749 recommends ten minutes at most. */
  readonly authorizationCodeLifetimeMs: number
  /** Whether a login by session (single sign-on or silent) counts in `logins_count` and moves `last_login`. */
  readonly sessionLoginCounts: boolean
  /** Whether somebody whom an Action denied access keeps the session that his password opened. */
  readonly deniedLoginKeepsSession: boolean
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
  importWithoutMetadata: 'keeps',
  pagingPastEnd: 'invalid_paging',
  failuresInARowMax: 500,
  deliveryTimeoutMs: 10_000,
  eventsWhileDisabled: 'recorded',
  logBatchMax: 100,
  logRetryMs: 5_000,
  logRestartMs: 300_000,
  jsonObjectLogs: 'together',
  authorizationCodeLifetimeMs: 600_000,
  sessionLoginCounts: true,
  deniedLoginKeepsSession: true,
  rateLimitRefill: 'evenly',
}
