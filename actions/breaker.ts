import type { ActionCache } from './auth0-types.ts'

const FAILURES_KEY = 'podlink:failures'
const RESTING_KEY = 'podlink:resting'
/** So many failures in a row, none older than a minute, and nobody is asked for a while. */
const FAILURES_MAX = 3
const FAILURES_KEPT_MS = 60_000
/** Short, because a delivery that is not sent is missed until podlink reads the tenant's log. */
const REST_MS = 15_000

/**
 * Whether the receiver failed the logins before this one, so that this one need not wait for it. Auth0's cache is small
 * and may forget; whatever it does, the answer is then no.
 */
export function isResting(cache: ActionCache): boolean {
  try {
    return cache.get(RESTING_KEY) !== undefined
  } catch {
    return false
  }
}

/** Notes how a delivery went. After a rest the next login asks again, and one more failure begins the next rest. */
export function noteOutcome(cache: ActionCache, wasHeard: boolean): void {
  try {
    const held = cache.get(FAILURES_KEY)
    if (wasHeard) {
      if (held !== undefined) cache.delete(FAILURES_KEY)
      return
    }
    const failures = Number(held?.value ?? 0) + 1
    cache.set(FAILURES_KEY, String(failures), { ttl: FAILURES_KEPT_MS })
    if (failures >= FAILURES_MAX) cache.set(RESTING_KEY, 'yes', { ttl: REST_MS })
  } catch {
    // Without a cache every login asks, as if this file did not exist.
  }
}
