import { describe, expect, it } from 'vitest'
import { createFaults, type FaultWish } from '../../../../sandbox/tenant/core/faults.ts'
import { faultWish } from '../../../../sandbox/tenant/core/fault-wish.ts'
import { createRandom } from '../../../../sandbox/roster/random.ts'

function faultsWith(...wishes: readonly FaultWish[]) {
  const faults = createFaults(() => 0)
  for (const wish of wishes) faults.add(wish)
  return faults
}

describe('a fault', () => {
  it.each([
    ['*', 'POST', '/oauth/token'],
    ['* /api/v2/*', 'GET', '/api/v2/users'],
    ['PATCH /api/v2/users/*', 'PATCH', '/api/v2/users/auth0%7Cada'],
    ['PATCH /api/v2/users/auth0|ada', 'PATCH', '/api/v2/users/auth0%7Cada'],
    ['PATCH /api/v2/users/auth0%7Cada', 'PATCH', '/api/v2/users/auth0%7Cada'],
    ['POST /oauth/token', 'POST', '/oauth/token'],
  ])('at %s happens to %s %s', (at, method, path) => {
    const faults = faultsWith({ kind: 'unavailable', at })

    expect(faults.drawForRequest(method, path)?.kind).toBe('unavailable')
  })

  it.each([
    ['PATCH /api/v2/users/*', 'PATCH', '/api/v2/users'],
    ['PATCH /api/v2/users/*', 'GET', '/api/v2/users/auth0%7Cada'],
    ['GET /api/v2/users', 'GET', '/api/v2/users-by-email'],
    ['GET /api/v2.users', 'GET', '/api/v2/users'],
  ])('at %s leaves %s %s alone', (at, method, path) => {
    const faults = faultsWith({ kind: 'unavailable', at })

    expect(faults.drawForRequest(method, path)).toBeNull()
  })

  it('happens as often as it was told and is gone then', () => {
    const faults = faultsWith({ kind: 'server-error', at: '*', count: 2 })

    const kinds = [1, 2, 3].map(() => faults.drawForRequest('GET', '/userinfo')?.kind)

    expect(kinds).toEqual(['server-error', 'server-error', undefined])
    expect(faults.list()).toEqual([])
  })

  it('falls to its share of the requests, the same ones for the same seed', () => {
    const drawn = (seed: number) => {
      const faults = createFaults(createRandom(seed).next)
      faults.add({ kind: 'unavailable', at: '*', probability: 0.1 })
      return Array.from({ length: 10_000 }, () => faults.drawForRequest('GET', '/') !== null)
    }

    const share = drawn(1).filter(Boolean).length / 10_000

    expect(share).toBeGreaterThan(0.09)
    expect(share).toBeLessThan(0.11)
    expect(drawn(1)).toEqual(drawn(1))
    expect(drawn(1)).not.toEqual(drawn(2))
  })

  it('gives way to the one that was added before it', () => {
    const faults = faultsWith(
      { kind: 'unavailable', at: 'GET *', count: 1 },
      { kind: 'server-error', at: '*' },
    )

    const kinds = [1, 2].map(() => faults.drawForRequest('GET', '/userinfo')?.kind)

    expect(kinds).toEqual(['unavailable', 'server-error'])
  })

  it('of a stale search is kept for searches', () => {
    const faults = faultsWith({ kind: 'stale-search', at: '*', count: 1 })

    expect(faults.drawForRequest('GET', '/api/v2/users/auth0%7Cada')).toBeNull()
    expect(faults.drawForRequest('POST', '/api/v2/users')).toBeNull()
    expect(faults.drawForRequest('GET', '/api/v2/users')?.kind).toBe('stale-search')
  })

  it('of a delivery happens to what its sender sends, and to no answer', () => {
    const faults = faultsWith({ kind: 'lose', at: 'log-stream' })

    expect(faults.drawForDelivery('event-stream')).toBeNull()
    expect(faults.drawForDelivery('log-stream')?.hits).toBe(1)
    expect(faults.drawForRequest('GET', '/')).toBeNull()
  })

  it('is taken back by its id', () => {
    const faults = createFaults(() => 0)
    const { id } = faults.add({ kind: 'unavailable', at: '*' })

    expect([faults.remove(id), faults.remove(id), faults.list()]).toEqual([true, false, []])
  })
})

describe('a wish for a fault', () => {
  it.each([
    [{ kind: 'nonsense' }, 'stale-search'],
    [{ kind: 'slow', at: '/api/v2/users' }, 'PATCH /api/v2/users/*'],
    [{ kind: 'slow', at: 'event-stream' }, 'PATCH /api/v2/users/*'],
    [{ kind: 'lose', at: 'GET /api/v2/users' }, 'event-stream'],
    [{ kind: 'slow', probability: 1.5 }, '1'],
    [{ kind: 'slow', probability: 0 }, '0'],
    [{ kind: 'slow', count: 0 }, '1'],
    [{ kind: 'slow', delay: 1 }, 'delay'],
  ])('%j is refused with what would be right', (wish, hint) => {
    const { error } = faultWish.safeParse(wish)

    expect(error?.issues[0]?.message).toContain(hint)
  })

  it.each([
    { kind: 'slow' },
    { kind: 'slow', at: '* *' },
    { kind: 'lose', at: 'event-stream', count: 3 },
    { kind: 'unavailable', at: 'PATCH /api/v2/users/auth0|*', probability: 0.1, delayMs: 10 },
  ])('%j is taken', (wish) => {
    expect(faultWish.safeParse(wish).success).toBe(true)
  })
})
