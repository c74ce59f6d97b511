import type { ErrorDetails } from '../kernel/errors.ts'
import { PodlinkError } from '../kernel/errors.ts'
import type { Auth0Accounts } from './auth0-accounts.ts'
import type { Auth0History } from './auth0-history.ts'

export type Auth0Call = keyof Auth0Accounts | keyof Auth0History

/** The scopes the worker's client needs for each call, as the Management API names them. */
export const CALL_SCOPES: Readonly<Record<Auth0Call, string>> = {
  createUser: 'create:users',
  getUser: 'read:users',
  findUsersByEmail: 'read:users',
  patchUser: 'update:users',
  assignRoles: 'update:users',
  // Either of read:roles and read:users would do; the worker has both.
  listUserRoles: 'read:roles',
  listRoles: 'read:roles',
  deleteUser: 'delete:users',
  findNewestLog: 'read:logs',
  isLogKept: 'read:logs',
  listLogsAfter: 'read:logs',
  startExport: 'read:users',
  findExport: 'read:users',
}

/** A pause shorter than this meets the same limit again; a longer one than the other is no answer of a rate limit. */
const WAIT_MIN_MS = 500
const WAIT_MAX_MS = 600_000
const WAIT_DEFAULT_MS = 5_000

type Answer = {
  readonly status: number | null
  readonly headers: Headers | null
  readonly body: unknown
}

/** The HTTP status Auth0 answered with, or null when no answer came (time-out, broken connection). */
export function statusOf(error: unknown): number | null {
  return read(error).status
}

/**
 * The PodlinkError for a call that failed, by status code alone. What Auth0 wrote is left out but for its short error
 * code, because it can quote what was sent.
 */
export function toAuth0Error(error: unknown, call: Auth0Call): PodlinkError {
  const answer = read(error)
  const { status } = answer
  const details = { call, status, errorCode: errorCode(answer.body) }
  if (status === 429) return rateLimited(answer, details)
  if (status === null || status === 408 || status >= 500) {
    return new PodlinkError(
      'AUTH0_UNREACHABLE',
      'Auth0 did not answer, or answered that it cannot.',
      {
        fix: 'Nothing to do when it passes; status.auth0.com tells of outages, `podlink doctor` checks the way there.',
        isRetryable: true,
        details,
      },
    )
  }
  if (status === 401 || status === 403) {
    return new PodlinkError('AUTH0_REFUSED', 'Auth0 refused the worker’s client.', {
      fix: `Check AUTH0_WORKER_CLIENT_ID and its secret, and grant that client ${CALL_SCOPES[call]} on the Management API.`,
      details,
    })
  }
  return new PodlinkError('AUTH0_FAILED', 'Auth0 refused a call that podlink holds for valid.', {
    fix: 'Compare AUTH0_CONNECTION and its password policy with the tenant; the tenant log shows the call.',
    details,
  })
}

function rateLimited(answer: Answer, details: ErrorDetails): PodlinkError {
  return new PodlinkError('AUTH0_RATE_LIMITED', 'Auth0’s rate limit is reached.', {
    fix: 'Nothing to do: the work goes on after the pause. Lower AUTH0_BUDGET_SHARE when it happens often.',
    isRetryable: true,
    details: { ...details, waitMs: waitOf(answer.headers) },
  })
}

/** Measured against Auth0's own clock where it says what time it is. */
function waitOf(headers: Headers | null): number {
  const serverNow = Date.parse(headers?.get('date') ?? '')
  const now = Number.isNaN(serverNow) ? Date.now() : serverNow
  const after = headers?.get('retry-after') ?? ''
  const reset = headers?.get('x-ratelimit-reset') ?? ''
  const afterMs = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now
  const resetMs = /^\d+$/.test(reset) ? Number(reset) * 1000 - now : Number.NaN
  const waitMs = [afterMs, resetMs].find((ms) => !Number.isNaN(ms)) ?? WAIT_DEFAULT_MS
  return Math.min(WAIT_MAX_MS, Math.max(WAIT_MIN_MS, waitMs))
}

function errorCode(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null
  const code = 'errorCode' in body ? body.errorCode : 'error' in body ? body.error : null
  return typeof code === 'string' && /^[a-z_]{1,64}$/.test(code) ? code : null
}

/** The SDK throws a class per status, yet which one depends on the endpoint; these members are common to all. */
function read(error: unknown): Answer {
  if (typeof error !== 'object' || error === null)
    return { status: null, headers: null, body: null }
  const status =
    'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : null
  const raw = 'rawResponse' in error ? error.rawResponse : null
  const headers =
    typeof raw === 'object' && raw !== null && 'headers' in raw && raw.headers instanceof Headers
      ? raw.headers
      : null
  return { status, headers, body: 'body' in error ? error.body : null }
}
