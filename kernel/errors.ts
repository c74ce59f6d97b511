/**
 * Every way podlink can fail, as one closed set of codes; the prefix names the area.
 * Expected outcomes (a bad signature, an ambiguous match) are values, not errors.
 */
export type ErrorCode =
  | 'CONFIG_INVALID'
  | 'CONFIG_INPUT_FILE'
  | 'SOURCE_UNREACHABLE'
  | 'SOURCE_INCOMPLETE'
  | 'SOURCE_SHAPE'
  | 'STORE_UNREACHABLE'
  | 'STORE_CONFLICT'
  | 'STORE_QUERY'
  | 'STORE_SCHEMA'
  | 'STORE_LEASE_LOST'
  | 'STORE_LEASE_HELD'
  | 'AUTH0_UNREACHABLE'
  | 'AUTH0_RATE_LIMITED'
  | 'AUTH0_REFUSED'
  | 'AUTH0_FAILED'
  | 'AUTH0_DEPLOY'
  | 'AUTH0_PLAN_STALE'
  | 'LIMIT_EXCEEDED'
  | 'WEBHOOK_PORT_IN_USE'
  | 'SANDBOX_FAILED'
  | 'SANDBOX_NO_DATABASE_SERVER'
  | 'SANDBOX_NO_BROWSER'

/** Ids and counts only: never a name, an e-mail address, a body or a secret. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>

/**
 * A failure with a stable code. `message` says what happened and where, `fix` what the reader can do.
 * `isRetryable` is decided where the cause is known: the same call may succeed later without a change.
 */
export class PodlinkError extends Error {
  override readonly name = 'PodlinkError'
  readonly code: ErrorCode
  readonly fix: string
  readonly isRetryable: boolean
  readonly details: ErrorDetails

  constructor(
    code: ErrorCode,
    message: string,
    options: { fix: string; isRetryable?: boolean; details?: ErrorDetails; cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.fix = options.fix
    this.isRetryable = options.isRetryable ?? false
    this.details = options.details ?? {}
  }
}
