import { PodlinkError } from '../kernel/errors.ts'

type DriverError = Error & { readonly code?: string; readonly errno?: number }

/** Code of the error for a connection that the pool did not give in time. */
export const CONNECTION_WAIT_TIMEOUT = 'CONNECTION_WAIT_TIMEOUT'

/** Deadlock, lock wait time-out, and certification failure as clusters report it. */
const CONFLICT_ERRNOS = new Set([1213, 1205, 1020])
const ACCESS_ERRNOS = new Set([1044, 1045, 1049, 1698])
/** Killed, shut down or made read-only under the statement: Galera without a quorum, a fail-over, an operator. */
const AWAY_ERRNOS = new Set([1047, 1053, 1290, 1317, 1836, 1927])
const UNREACHABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EPIPE',
  'EHOSTUNREACH',
  'PROTOCOL_CONNECTION_LOST',
  'ER_SERVER_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  CONNECTION_WAIT_TIMEOUT,
])
/** What the driver says, without any code, of a connection that died before the statement was sent. */
const CLOSED_CONNECTION = /^Can't (add new command|write) .*closed state$/

function isDriverError(error: unknown): error is DriverError {
  return (
    error instanceof Error &&
    ('errno' in error || 'code' in error || CLOSED_CONNECTION.test(error.message))
  )
}

/** True when the same transaction may simply be run again (1213, 1205, 1020). */
export function isConflict(error: unknown): boolean {
  return isDriverError(error) && error.errno !== undefined && CONFLICT_ERRNOS.has(error.errno)
}

/** True when a unique key refused the row. */
export function isDuplicateKey(error: unknown): boolean {
  return isDriverError(error) && error.errno === 1062
}

/** True when the column cannot hold the value: too long, or not in its character set. */
export function isUnstorable(error: unknown): boolean {
  return isDriverError(error) && (error.errno === 1366 || error.errno === 1406)
}

/**
 * The PodlinkError for whatever the driver threw; a PodlinkError passes through unchanged.
 * Of the driver's error only codes and frames are kept as `cause`: its message and its statement quote values.
 */
export function toStoreError(error: unknown): unknown {
  if (error instanceof PodlinkError || !isDriverError(error)) return error
  const details = { errno: error.errno ?? null, sqlCode: error.code ?? null }
  const cause = withoutValues(error)
  if (isConflict(error)) {
    return new PodlinkError(
      'STORE_CONFLICT',
      'The database refused a transaction that met another one.',
      {
        fix: 'Run it again; it was retried several times already.',
        isRetryable: true,
        details,
        cause,
      },
    )
  }
  if (error.errno !== undefined && ACCESS_ERRNOS.has(error.errno)) {
    return new PodlinkError(
      'STORE_UNREACHABLE',
      'The database refused the login or has no such schema.',
      {
        fix: 'Check user, password and schema name in DATABASE_URL, then run `podlink doctor`.',
        details,
        cause,
      },
    )
  }
  if (isAway(error)) {
    return new PodlinkError('STORE_UNREACHABLE', 'The database does not answer.', {
      fix: 'Start the server that DATABASE_URL names, or correct its host and port; `podlink doctor` checks it.',
      isRetryable: true,
      details,
      cause,
    })
  }
  return new PodlinkError('STORE_QUERY', 'The database refused a statement.', {
    fix: 'Run `podlink doctor` to compare the schema with what podlink expects.',
    details,
    cause,
  })
}

function isAway(error: DriverError): boolean {
  if (error.errno !== undefined && AWAY_ERRNOS.has(error.errno)) return true
  if (error.code !== undefined) return UNREACHABLE_CODES.has(error.code)
  return CLOSED_CONNECTION.test(error.message)
}

function withoutValues(error: DriverError): Error {
  const { errno, code, message, stack } = error
  const copy = Object.assign(new Error(`driver error ${code ?? errno ?? 'without a code'}`), {
    errno,
    code,
  })
  // A value may hold lines that look like frames, so everything up to the end of the message goes.
  const frames = stack?.slice(stack.lastIndexOf(message) + message.length) ?? ''
  copy.stack = `${copy.name}: ${copy.message}${frames}`
  return copy
}

/** Whether the same may succeed later: the database was away, or others were in its way. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof PodlinkError)) return false
  return error.code === 'STORE_UNREACHABLE' || error.code === 'STORE_CONFLICT'
}
