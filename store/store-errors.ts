import { PodlinkError } from '../kernel/errors.ts'

type DriverError = Error & { readonly code?: string; readonly errno?: number }

/** Deadlock, lock wait time-out, and certification failure as clusters report it. */
const CONFLICT_ERRNOS = new Set([1213, 1205, 1020])
const ACCESS_ERRNOS = new Set([1044, 1045, 1049, 1698])
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
])

function isDriverError(error: unknown): error is DriverError {
  return error instanceof Error && ('errno' in error || 'code' in error)
}

/** True when the same transaction may simply be run again (1213, 1205, 1020). */
export function isConflict(error: unknown): boolean {
  return isDriverError(error) && error.errno !== undefined && CONFLICT_ERRNOS.has(error.errno)
}

/** True when a unique key refused the row. */
export function isDuplicateKey(error: unknown): boolean {
  return isDriverError(error) && error.errno === 1062
}

/**
 * The PodlinkError for whatever the driver threw; a PodlinkError passes through unchanged.
 * The driver's message is kept as `cause` only, because it can quote values.
 */
export function toStoreError(error: unknown): unknown {
  if (error instanceof PodlinkError || !isDriverError(error)) return error
  const details = { errno: error.errno ?? null, sqlCode: error.code ?? null }
  if (isConflict(error)) {
    return new PodlinkError(
      'STORE_CONFLICT',
      'The database refused a transaction that met another one.',
      {
        fix: 'Run it again; it was retried several times already.',
        isRetryable: true,
        details,
        cause: error,
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
        cause: error,
      },
    )
  }
  if (error.code !== undefined && UNREACHABLE_CODES.has(error.code)) {
    return new PodlinkError('STORE_UNREACHABLE', 'The database does not answer.', {
      fix: 'Start the server that DATABASE_URL names, or correct its host and port; `podlink doctor` checks it.',
      isRetryable: true,
      details,
      cause: error,
    })
  }
  return new PodlinkError('STORE_QUERY', 'The database refused a statement.', {
    fix: 'Run `podlink doctor` to compare the schema with what podlink expects.',
    details,
    cause: error,
  })
}
