import type { MiddlewareHandler } from 'hono'
import type { Clock } from './clock.ts'
import { isConnectionReset } from './connection-reset.ts'

/**
 * Says in every answer what time it is by the tenant's clock, so that a client can compare `x-ratelimit-reset` with
 * `date`. While the clock was moved ahead, a 429 also says `retry-after`: a real tenant's clock never differs from its
 * clients', and both SDKs compare with their own (auth0-facts 4.8), so that they would wait for the longest they ever do.
 */
export function tellTime(clock: Pick<Clock, 'now' | 'aheadMs'>): MiddlewareHandler {
  return async (context, next) => {
    await next()
    // Nothing may be put around a connection that is to be cut.
    if (isConnectionReset(context.res)) return
    const { headers, status } = context.res
    const nowMs = clock.now()
    headers.set('date', new Date(nowMs).toUTCString())
    const reset = headers.get('x-ratelimit-reset')
    if (status !== 429 || reset === null || clock.aheadMs() === 0) return
    headers.set('retry-after', String(Math.max(0, Math.ceil(Number(reset) - nowMs / 1000))))
  }
}
