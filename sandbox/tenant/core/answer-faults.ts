import type { MiddlewareHandler } from 'hono'
import type { TenantEnv } from './access.ts'
import type { Clock } from './clock.ts'
import { connectionReset } from './connection-reset.ts'
import type { Faults } from './faults.ts'
import { refusal } from './refusal.ts'

const slowMsDefault = 2_000
const staleMsDefault = 60_000

function waitFor(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, async () => resolve())
  })
}

/**
 * Lets answer faults happen: instead of the endpoint, or, for `reset-after` and `slow`, around it. `stale-search` only
 * tells the endpoint (`staleByMs`) how far behind to answer.
 */
export function answerFaults(deps: {
  readonly faults: Faults
  readonly clock: Clock
}): MiddlewareHandler<TenantEnv> {
  return async (context, next) => {
    const fault = deps.faults.drawForRequest(context.req.method, context.req.path)
    switch (fault?.kind) {
      case 'rate-limited': {
        const second = Math.floor(deps.clock.now() / 1000)
        throw refusal(429, 'Global limit has been reached', 'too_many_requests', {
          'x-ratelimit-limit': '10',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(second + 1),
          'retry-after': '1',
        })
      }
      case 'server-error':
        throw refusal(500, 'Internal error', 'internal_error')
      case 'unavailable':
        throw refusal(503, 'Service unavailable', 'service_unavailable')
      case 'reset-before':
        return connectionReset()
      case 'reset-after':
        await next()
        context.res = connectionReset()
        return undefined
      case 'slow':
        await waitFor(deps.clock, fault.delayMs ?? slowMsDefault)
        return next()
      case 'stale-search':
        context.set('staleByMs', fault.delayMs ?? staleMsDefault)
        return next()
      default:
        return next()
    }
  }
}
