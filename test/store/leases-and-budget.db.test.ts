import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkLease, releaseLease, takeLease } from '../../store/tables/leases.ts'
import { ensureRateBudget, pauseCalls, takeCall } from '../../store/tables/rate-budget.ts'
import { inTransaction, reading } from '../../store/transaction.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'

let test: TestStore

beforeAll(async () => {
  test = await openTestStore()
})
afterAll(() => test.close())

describe('a lease', () => {
  it('has one holder, however many ask at once', async () => {
    const taken = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        reading(test.store, (db) =>
          takeLease(db, { name: 'race', token: `token-${index}` }, 60_000),
        ),
      ),
    )

    expect(taken.filter(Boolean)).toHaveLength(1)
  })

  it('is renewed by its holder, refused to others, and free once given back', async () => {
    const take = (token: string) =>
      reading(test.store, (db) => takeLease(db, { name: 'sync', token }, 60_000))

    expect(await take('mine')).toBe(true)
    expect(await take('mine')).toBe(true)
    expect(await take('yours')).toBe(false)
    await reading(test.store, (db) => releaseLease(db, { name: 'sync', token: 'yours' }))
    expect(await take('yours')).toBe(false)
    await reading(test.store, (db) => releaseLease(db, { name: 'sync', token: 'mine' }))
    expect(await take('yours')).toBe(true)
  })

  it('passes on when its time is over, and fences the old holder out', async () => {
    await reading(test.store, (db) => takeLease(db, { name: 'old', token: 'first' }, 60_000))
    await test.query("UPDATE leases SET held_until = '2020-01-01' WHERE name = 'old'")
    await reading(test.store, (db) => takeLease(db, { name: 'old', token: 'second' }, 60_000))

    const fenced = inTransaction(test.store, (tx) =>
      checkLease(tx, { name: 'old', token: 'first' }),
    )

    await expect(fenced).rejects.toMatchObject({ code: 'STORE_LEASE_LOST' })
  })
})

describe('the rate budget', () => {
  it('grants no more than it holds to callers that ask at once', async () => {
    const budget = { bucket: 'burst', burst: 5, perSecond: 0.0001 }
    await reading(test.store, (db) => ensureRateBudget(db, budget))

    const waits = await Promise.all(
      Array.from({ length: 20 }, () => reading(test.store, (db) => takeCall(db, budget))),
    )

    expect(waits.filter((wait) => wait === 0)).toHaveLength(5)
    expect(Math.min(...waits.filter((wait) => wait > 0))).toBeGreaterThan(1_000)
  })

  it('fills up again with time, never above its burst', async () => {
    const budget = { bucket: 'refill', burst: 3, perSecond: 0.0001 }
    await reading(test.store, (db) => ensureRateBudget(db, budget))
    await test.query(
      "UPDATE rate_budget SET tokens = 0, refilled_at = '2020-01-01' WHERE bucket = 'refill'",
    )

    const waits = []
    for (let call = 0; call < 4; call += 1) {
      waits.push(await reading(test.store, (db) => takeCall(db, budget)))
    }

    expect(waits.slice(0, 3)).toEqual([0, 0, 0])
    expect(waits[3]).toBeGreaterThan(0)
  })

  it('grants nothing while it is paused, and says how long', async () => {
    const budget = { bucket: 'paused', burst: 10, perSecond: 10 }
    await reading(test.store, (db) => ensureRateBudget(db, budget))
    await reading(test.store, (db) => pauseCalls(db, 'paused', 60_000))
    await reading(test.store, (db) => pauseCalls(db, 'paused', 1_000))

    const wait = await reading(test.store, (db) => takeCall(db, budget))

    expect(wait).toBeGreaterThan(30_000)
  })
})
