import { describe, expect, it } from 'vitest'
import { createActionCache } from '../../../../sandbox/tenant/runtime/action-cache.ts'
import { logIn } from '../drive-tenant.ts'
import { email, telling, tenantWith, toldBy } from './run-action.ts'

const minuteMs = 60_000
const start = Date.UTC(2026, 0, 1)

function refusal(code: string) {
  return { type: 'error', code }
}

function cacheAt(startMs = start) {
  let nowMs = startMs
  const cache = createActionCache(() => nowMs)
  return { cache, pass: (ms: number) => void (nowMs += ms) }
}

describe('api.cache in an Action', () => {
  it('is shared by the Actions of a trigger and by later logins, on the tenant’s clock', async () => {
    const tenant = await tenantWith([
      `exports.onExecutePostLogin = async (event, api) => {
        if (event.stats.logins_count === 1) api.cache.set('key', 'value')
      }`,
      telling(`return api.cache.get('key') ?? 'nothing'`),
    ])

    const same = await toldBy(tenant)
    await tenant.clock.advanceBy(14 * minuteMs)
    const later = await toldBy(tenant)
    await tenant.clock.advanceBy(minuteMs)
    const expired = await toldBy(tenant)

    const entry = { value: 'value', expires_at: start + 15 * minuteMs }
    expect([same, later, expired]).toEqual([entry, entry, 'nothing'])
  })

  it('answers as documented', async () => {
    const tenant = await tenantWith(
      telling(`
        return [
          api.cache.set('key', 'value', { ttl: 1000 }),
          api.cache.delete('key'),
          api.cache.delete('key'),
          api.cache.set('k'.repeat(65), 'value'),
          api.cache.get('key') === undefined,
        ]
      `),
    )

    expect(await toldBy(tenant)).toEqual([
      { type: 'success', record: { value: 'value', expires_at: start + 1000 } },
      { type: 'success' },
      refusal('CacheKeyDoesNotExist'),
      refusal('CacheKeySizeExceeded'),
      true,
    ])
  })

  it('throws for a value that is no text', async () => {
    const tenant = await tenantWith(telling(`api.cache.set('key', { a: 1 })`))

    const { body } = await logIn(tenant, { email })

    expect(body['error_description']).toContain('must be strings')
  })
})

describe('the cache of a trigger', () => {
  it('counts keys and values in bytes', () => {
    const { cache } = cacheAt()

    expect(cache.set('é'.repeat(32), 'v')).toMatchObject({ type: 'success' })
    expect(cache.set('é'.repeat(33), 'v')).toEqual(refusal('CacheKeySizeExceeded'))
    expect(cache.set('v', 'é'.repeat(2048))).toMatchObject({ type: 'success' })
    expect(cache.set('v2', 'é'.repeat(2049))).toEqual(refusal('CacheValueSizeExceeded'))
  })

  it('holds 8 kB of keys and values in all', () => {
    const { cache } = cacheAt()
    cache.set('a', 'x'.repeat(4095))
    cache.set('b', 'x'.repeat(4094))

    expect(cache.set('c', '')).toMatchObject({ type: 'success' })
    expect(cache.set('d', '')).toEqual(refusal('CacheSizeExceeded'))
  })

  it('holds 20 entries, of which one may be replaced', () => {
    const { cache } = cacheAt()
    for (let count = 0; count < 20; count += 1) cache.set(`key-${count}`, '')

    expect(cache.set('key-20', '')).toEqual(refusal('CacheItemCountExceeded'))
    expect(cache.set('key-0', 'new')).toMatchObject({ type: 'success' })
    expect(cache.get('key-0')?.value).toBe('new')
  })

  it('forgets after a day at the latest', () => {
    const { cache, pass } = cacheAt()
    cache.set('key', 'value', { ttl: 48 * 60 * minuteMs })

    pass(24 * 60 * minuteMs - 1)
    const before = cache.get('key')?.value
    pass(1)

    expect([before, cache.get('key')]).toEqual(['value', undefined])
  })

  it('takes the earlier one of ttl and expires_at', () => {
    const { cache } = cacheAt()

    cache.set('key', 'value', { ttl: 5000, expires_at: start + 3000 })

    expect(cache.get('key')?.expires_at).toBe(start + 3000)
  })

  it.each([
    [{ ttl: 0 }, 'ItemAlreadyExpired'],
    [{ ttl: -5 }, 'ItemAlreadyExpired'],
    [{ expires_at: start }, 'ItemAlreadyExpired'],
    [{ ttl: '5' }, 'InvalidExpiry'],
    [{ expires_at: Number.NaN }, 'InvalidExpiry'],
  ])('refuses %j', (options, code) => {
    const { cache } = cacheAt()

    expect(cache.set('key', 'value', options)).toEqual(refusal(code))
  })
})
