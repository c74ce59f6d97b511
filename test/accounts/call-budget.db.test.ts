import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BudgetDeps, openCallBudget, withinBudget } from '../../accounts/call-budget.ts'
import { PodlinkError } from '../../kernel/errors.ts'
import { ensureRateBudget } from '../../store/tables/rate-budget.ts'
import { reading } from '../../store/transaction.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { AMPLE_BUDGET } from './accounts-world.ts'

let test: TestStore

beforeAll(async () => {
  test = await openTestStore()
})
afterAll(() => test.close())

async function budgetDeps(
  budget: { bucket: string; burst: number; perSecond: number },
  rest: Partial<BudgetDeps> & { waitMaxMs?: number } = {},
): Promise<BudgetDeps> {
  await reading(test.store, (db) => ensureRateBudget(db, budget))
  return {
    store: test.store,
    budget: {
      waitMaxMs: rest.waitMaxMs ?? 60_000,
      buckets: { ...AMPLE_BUDGET.buckets, getUser: budget },
    },
    random: Math.random,
    signal: new AbortController().signal,
    ...rest,
  }
}

const dbNow = async () => {
  const [row] = await test.query(
    "SELECT CAST(TIMESTAMPDIFF(MICROSECOND, '2020-01-01', UTC_TIMESTAMP(6)) AS DOUBLE) AS us",
  )
  return Number(row?.['us']) / 1_000_000
}

describe('the call budget', () => {
  it('lets workers together send no more than burst and rate allow, by the database’s clock', async () => {
    const budget = { bucket: 'shared', burst: 5, perSecond: 25 }
    const workers = await Promise.all([1, 2, 3].map(() => budgetDeps(budget)))
    const granted: number[] = []
    const startedAt = await dbNow()

    await Promise.all(
      workers.flatMap((deps) =>
        Array.from({ length: 10 }, () =>
          withinBudget(deps, 'getUser', async () => {
            granted.push(1)
          }),
        ),
      ),
    )

    const seconds = (await dbNow()) - startedAt
    expect(granted).toHaveLength(30)
    expect(granted.length).toBeLessThanOrEqual(budget.burst + budget.perSecond * seconds)
  })

  it('pauses the bucket for everybody when Auth0 says that its limit is reached', async () => {
    const deps = await budgetDeps(
      { bucket: 'paused', burst: 100, perSecond: 100 },
      { waitMaxMs: 1_000 },
    )
    const refuse = async () => {
      const details = { waitMs: 30_000 }
      throw new PodlinkError('AUTH0_RATE_LIMITED', 'm', { fix: 'f', isRetryable: true, details })
    }
    await expect(withinBudget(deps, 'getUser', refuse)).rejects.toMatchObject({
      code: 'AUTH0_RATE_LIMITED',
    })
    let isSent = false

    const next = withinBudget(deps, 'getUser', async () => {
      isSent = true
    })

    await expect(next).rejects.toMatchObject({ code: 'AUTH0_RATE_LIMITED' })
    expect(isSent).toBe(false)
  })

  it('puts a call off that would wait longer than it may, and sends nothing', async () => {
    const deps = await budgetDeps(
      { bucket: 'slow', burst: 1, perSecond: 0.001 },
      { waitMaxMs: 100 },
    )
    await withinBudget(deps, 'getUser', async () => {})

    const late = withinBudget(deps, 'getUser', async () => {})

    await expect(late).rejects.toMatchObject({ code: 'AUTH0_RATE_LIMITED', isRetryable: true })
  })

  it('ends the waiting when the worker stops', async () => {
    const stop = new AbortController()
    const deps = await budgetDeps(
      { bucket: 'stopped', burst: 1, perSecond: 0.1 },
      { signal: stop.signal },
    )
    await withinBudget(deps, 'getUser', async () => {})
    const waiting = withinBudget(deps, 'getUser', async () => {})

    stop.abort()

    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('makes the buckets of a plan once, however often it is opened', async () => {
    const options = { plan: 'essentials' as const, share: 0.8, waitMaxMs: 1 }
    await Promise.all([openCallBudget(test.store, options), openCallBudget(test.store, options)])

    const rows = await test.query(
      "SELECT bucket FROM rate_budget WHERE bucket LIKE 'auth0:%' ORDER BY bucket",
    )

    expect(rows.map(({ bucket }) => bucket)).toEqual([
      'auth0:delete-users',
      'auth0:others',
      'auth0:read-logs',
      'auth0:read-users',
      'auth0:write-users',
    ])
  })
})
