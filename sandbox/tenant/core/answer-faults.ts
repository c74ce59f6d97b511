import type { MiddlewareHandler } from 'hono'
import type { HTTPException } from 'hono/http-exception'
import type { TenantEnv } from './access.ts'
import type { Clock } from './clock.ts'
import { connectionReset } from './connection-reset.ts'
import type { Fault, FaultKind, Faults } from './faults.ts'
import type { RateLimits } from './rate-limits.ts'
import { oauthRefusal, refusal } from './refusal.ts'

const slowMsDefault = 2_000
const staleMsDefault = 60_000
const limitedMsDefault = 1_000

type Failure = {
  readonly status: 429 | 500 | 503
  readonly message: string
  readonly errorCode: string
  readonly oauthError: string
}

/** The 429 is the real one (auth0-facts 4.1); nobody has published the bodies of a 500 and a 503. */
const failures = {
  'rate-limited': {
    status: 429,
    message: 'Global limit has been reached',
    errorCode: 'too_many_requests',
    oauthError: 'too_many_requests',
  },
  'server-error': {
    status: 500,
    message: 'An internal server error occurred',
    errorCode: 'internal_error',
    oauthError: 'server_error',
  },
  unavailable: {
    status: 503,
    message: 'Service unavailable',
    errorCode: 'service_unavailable',
    oauthError: 'temporarily_unavailable',
  },
} as const satisfies Record<string, Failure>

/** What the middleware leaves for those after it and for the request log. */
export type FaultEnv = {
  Variables: Pick<TenantEnv['Variables'], 'staleByMs'> & { fault?: FaultKind }
}

type Deps = {
  readonly faults: Faults
  readonly clock: Clock
  readonly rateLimits: RateLimits
}

/** The Management API and the people's endpoints word their errors differently. */
function failed(path: string, failure: Failure, headers: Record<string, string>): HTTPException {
  const { status, message, errorCode, oauthError } = failure
  if (path.startsWith('/api/v2')) return refusal(status, message, errorCode, headers)
  return oauthRefusal(status, oauthError, message)
}

/** What is answered instead of letting the endpoint work; null for faults around a working endpoint. */
function answerInstead(
  { rateLimits }: Deps,
  fault: Fault,
  request: { readonly method: string; readonly path: string },
): HTTPException | null {
  switch (fault.kind) {
    case 'rate-limited': {
      const headers = rateLimits.exhausted(request, fault.delayMs ?? limitedMsDefault)
      return failed(request.path, failures['rate-limited'], headers)
    }
    case 'server-error':
    case 'unavailable':
      return failed(request.path, failures[fault.kind], {})
    default:
      return null
  }
}

/**
 * Lets answer faults happen on every path of the tenant: instead of the endpoint, or, for `reset-after`,
 * `server-error-after` and `slow`, around it. What happened stands in the context variable `fault`; a search that is to
 * be stale finds in `staleByMs` how far behind to answer.
 */
export function answerFaults(deps: Deps): MiddlewareHandler<FaultEnv> {
  return async (context, next) => {
    const { method, path } = context.req
    const fault = deps.faults.drawForRequest(method, path)
    if (fault === null) return next()
    context.set('fault', fault.kind)
    const instead = answerInstead(deps, fault, { method, path })
    if (instead !== null) throw instead
    const answerWith = (response: Response): void => {
      // Without this Hono would copy the new response to keep the headers of the old one.
      context.res = undefined
      context.res = response
    }
    switch (fault.kind) {
      case 'reset-before':
        return connectionReset()
      case 'reset-after':
        await next()
        return answerWith(connectionReset())
      case 'server-error-after':
        await next()
        return answerWith(failed(path, failures['server-error'], {}).getResponse())
      case 'slow':
        await deps.clock.wait(fault.delayMs ?? slowMsDefault)
        return next()
      case 'stale-search':
        context.set('staleByMs', fault.delayMs ?? staleMsDefault)
        return next()
      default:
        return next()
    }
  }
}
