import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EmployeeId, JobId } from '../../kernel/ids.ts'
import {
  claimJobs,
  countJobs,
  enqueueJobs,
  finishJob,
  type NewJob,
  postponeJob,
} from '../../store/tables/account-jobs.ts'
import { inTransaction } from '../../store/transaction.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'

const NOW = new Date('2026-01-05T08:00:00.000Z')
const ended = { status: 'done', error: null, at: NOW } as const

function job(overrides: Partial<NewJob> = {}): NewJob {
  return {
    id: randomUUID() as JobId,
    kind: 'create_account',
    employeeId: 1 as EmployeeId,
    auth0UserId: null,
    generation: 1,
    payload: {},
    openKey: null,
    runId: null,
    ...overrides,
  }
}

describe('the outbox', () => {
  let test: TestStore

  beforeAll(async () => {
    test = await openTestStore()
  })
  afterAll(() => test.close())
  beforeEach(() => test.query('DELETE FROM account_jobs').then(() => undefined))

  it('never gives one job to two workers that claim at the same moment', async () => {
    const jobs = Array.from({ length: 200 }, () => job())
    await inTransaction(test.store, (tx) => enqueueJobs(tx, jobs, NOW))

    const claims = await Promise.all(
      Array.from({ length: 8 }, () =>
        inTransaction(test.store, (tx) =>
          claimJobs(tx, { token: randomUUID(), limit: 40, leaseMs: 60_000 }),
        ),
      ),
    )

    const claimed = claims.flat().map((one) => one.id)
    expect(new Set(claimed).size).toBe(claimed.length)
    expect(claimed).toHaveLength(200)
  })

  it('asks once for what is open, and again once it is done', async () => {
    const same = { openKey: 'create:1' }
    await inTransaction(test.store, (tx) => enqueueJobs(tx, [job(same), job(same)], NOW))
    const [claimed] = await inTransaction(test.store, (tx) =>
      claimJobs(tx, { token: 'first', limit: 9, leaseMs: 60_000 }),
    )
    await inTransaction(test.store, (tx) =>
      finishJob(tx, { jobId: claimed!.id, token: 'first' }, ended),
    )

    await inTransaction(test.store, (tx) => enqueueJobs(tx, [job(same)], NOW))

    expect(await inTransaction(test.store, countJobs)).toEqual(
      expect.arrayContaining([
        { kind: 'create_account', status: 'done', count: 1 },
        { kind: 'create_account', status: 'ready', count: 1 },
      ]),
    )
  })

  it('stores nothing for a worker whose lease passed to another', async () => {
    await inTransaction(test.store, (tx) => enqueueJobs(tx, [job()], NOW))
    const [slow] = await inTransaction(test.store, (tx) =>
      claimJobs(tx, { token: 'slow', limit: 1, leaseMs: 60_000 }),
    )
    await test.query("UPDATE account_jobs SET lease_until = '2020-01-01'")
    const [quick] = await inTransaction(test.store, (tx) =>
      claimJobs(tx, { token: 'quick', limit: 1, leaseMs: 60_000 }),
    )

    const late = inTransaction(test.store, (tx) =>
      finishJob(tx, { jobId: slow!.id, token: 'slow' }, ended),
    )

    await expect(late).rejects.toMatchObject({ code: 'STORE_LEASE_LOST' })
    expect(quick?.id).toBe(slow?.id)
    expect(quick?.attempts).toBe(2)
  })

  it('keeps a postponed job back until its moment comes', async () => {
    await inTransaction(test.store, (tx) => enqueueJobs(tx, [job()], NOW))
    const [first] = await inTransaction(test.store, (tx) =>
      claimJobs(tx, { token: 'a', limit: 1, leaseMs: 60_000 }),
    )
    await inTransaction(test.store, (tx) =>
      postponeJob(
        tx,
        { jobId: first!.id, token: 'a' },
        { runAt: new Date('2100-01-01T00:00:00Z'), error: 'AUTH0_UNREACHABLE' },
      ),
    )

    const again = await inTransaction(test.store, (tx) =>
      claimJobs(tx, { token: 'b', limit: 1, leaseMs: 60_000 }),
    )

    expect(again).toEqual([])
  })

  it('stores a job with its decision or not at all', async () => {
    const failing = inTransaction(test.store, async (tx) => {
      await enqueueJobs(tx, [job()], NOW)
      throw new TypeError('the decision fails after its job')
    })

    await expect(failing).rejects.toThrow('the decision fails after its job')
    expect(await test.query('SELECT COUNT(*) AS jobs FROM account_jobs')).toEqual([{ jobs: 0 }])
  })
})
