import { describe, expect, it } from 'vitest'
import type { ActionCache } from '../../actions/auth0-types.ts'
import { isResting, noteOutcome } from '../../actions/breaker.ts'

/** Auth0's cache, on a clock that the test moves. */
function timedCache() {
  let nowMs = 0
  const held = new Map<string, { value: string; untilMs: number }>()
  const cache: ActionCache = {
    get: (key) => {
      const entry = held.get(key)
      return entry !== undefined && entry.untilMs > nowMs ? { value: entry.value } : undefined
    },
    set: (key, value, { ttl }) => held.set(key, { value, untilMs: nowMs + ttl }),
    delete: (key) => held.delete(key),
  }
  const fail = (times: number) => {
    for (let time = 0; time < times; time += 1) noteOutcome(cache, false)
  }
  return { cache, fail, pass: (ms: number) => void (nowMs += ms) }
}

describe('the breaker', () => {
  it('rests after three failures in a row, and not before', () => {
    const { cache, fail } = timedCache()

    fail(2)
    const before = isResting(cache)
    fail(1)

    expect([before, isResting(cache)]).toEqual([false, true])
  })

  it('forgets failures once somebody was heard', () => {
    const { cache, fail } = timedCache()

    fail(2)
    noteOutcome(cache, true)
    fail(2)

    expect(isResting(cache)).toBe(false)
  })

  it('asks again after its rest, and rests at once when that fails too', () => {
    const { cache, fail, pass } = timedCache()
    fail(3)

    pass(15_000)
    const awake = isResting(cache)
    fail(1)

    expect([awake, isResting(cache)]).toEqual([false, true])
  })

  it('takes failures that lie far apart for chance', () => {
    const { cache, fail, pass } = timedCache()

    fail(2)
    pass(60_000)
    fail(1)

    expect(isResting(cache)).toBe(false)
  })

  it('never rests with a cache that fails or forgets', () => {
    const refuse = () => {
      throw new Error('no cache')
    }
    const broken: ActionCache = { get: refuse, set: refuse, delete: refuse }
    const empty: ActionCache = { get: () => undefined, set: () => false, delete: () => false }

    for (const cache of [broken, empty]) {
      for (let time = 0; time < 5; time += 1) noteOutcome(cache, false)
      noteOutcome(cache, true)

      expect(isResting(cache)).toBe(false)
    }
  })
})
