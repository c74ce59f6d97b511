import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { loginBody, openReceiver, post, signedRequest } from './open-receiver.ts'

let database: TestStore

beforeAll(async () => {
  database = await openTestStore()
})

afterAll(() => database.close())

async function scrape(app: ReturnType<typeof openReceiver>): Promise<ReadonlyMap<string, number>> {
  const text = await (await app.request('/metrics')).text()
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    samples.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}

async function addRun(id: string, change: { status: string; endedAt: string; figures?: unknown }) {
  await database.query(
    `INSERT INTO runs (id, kind, status, started_at, finished_at, figures)
     VALUES (?, 'sync', ?, '2026-03-01 10:00:00', ?, ?)`,
    [id, change.status, change.endedAt, JSON.stringify(change.figures ?? null)],
  )
}

test('every series is there and 0 before anything happened', async () => {
  const samples = await scrape(openReceiver(database.store))

  const zero = [
    'podfactory_sync_duration_seconds_count',
    'podfactory_sync_duration_seconds_sum',
    'podfactory_users_matched_total',
    'podfactory_users_unmatched',
    'podfactory_sync_errors',
    'auth0_user_creation_failed',
    'podlink_open_reviews',
    'podlink_dead_letters',
    'podlink_catch_up_age_seconds',
    'podlink_jobs{status="ready"}',
    'podlink_jobs{status="failed"}',
    'podlink_deliveries_total{outcome="recorded"}',
    'podlink_deliveries_total{outcome="wrong_signature"}',
  ]
  expect(zero.map((name) => [name, samples.get(name)])).toEqual(zero.map((name) => [name, 0]))
  expect(samples.get('auth0_podfactory_compatibility')).toBe(1)
  expect(samples.get('podlink_store_up')).toBe(1)
})

test('syncs are counted once each, and the state is that of the last good one', async () => {
  const app = openReceiver(database.store)
  await addRun('run-1', {
    status: 'succeeded',
    endedAt: '2026-03-01 10:00:00.800',
    figures: { matchedNew: 8, matched: 8, unmatched: 2 },
  })
  await scrape(app)
  await addRun('run-2', {
    status: 'succeeded',
    endedAt: '2026-03-01 10:00:02.200',
    figures: { matchedNew: 1, matched: 9, unmatched: 3 },
  })
  await addRun('run-3', { status: 'failed', endedAt: '2026-03-01 10:00:03' })
  await addRun('run-4', { status: 'stopped', endedAt: '2026-03-01 10:00:03' })
  await Promise.all([scrape(app), scrape(app)])

  const samples = await scrape(app)

  expect(samples.get('podfactory_sync_duration_seconds_count')).toBe(4)
  expect(samples.get('podfactory_sync_duration_seconds_sum')).toBeCloseTo(9)
  expect(samples.get('podfactory_sync_duration_seconds_bucket{le="1"}')).toBe(1)
  expect(samples.get('podfactory_users_matched_total')).toBe(9)
  expect(samples.get('podfactory_users_unmatched')).toBe(3)
  expect(samples.get('auth0_podfactory_compatibility')).toBe(0.75)
  expect(samples.get('podfactory_sync_errors')).toBe(2)
})

test('deliveries, reviews, dead letters and failed creations are counted', async () => {
  const app = openReceiver(database.store)
  await database.query(
    `INSERT INTO account_jobs (id, kind, status, payload, run_at, created_at) VALUES
     ('a', 'create_account', 'failed', '{}', NOW(6), NOW(6)),
     ('b', 'update_metadata', 'failed', '{}', NOW(6), NOW(6))`,
  )
  await post(app, loginBody(), 'msg_counted_1')
  await post(app, loginBody(), 'msg_counted_1')
  await app.request(signedRequest('{}'))

  const samples = await scrape(app)

  expect(samples.get('podlink_deliveries_total{outcome="recorded"}')).toBe(1)
  expect(samples.get('podlink_deliveries_total{outcome="duplicate"}')).toBe(1)
  expect(samples.get('podlink_deliveries_total{outcome="wrong_shape"}')).toBe(1)
  expect(samples.get('podlink_open_reviews')).toBe(1)
  expect(samples.get('podlink_dead_letters')).toBe(1)
  expect(samples.get('podlink_jobs{status="failed"}')).toBe(2)
  expect(samples.get('auth0_user_creation_failed')).toBe(1)
})

test('the age of the last good catch-up grows until the next one', async () => {
  const app = openReceiver(database.store)
  await database.query(
    `INSERT INTO runs (id, kind, status, started_at, finished_at) VALUES
      ('catch-up-1', 'catch_up', 'succeeded', '2026-03-01 11:00:00', '2026-03-01 11:00:30'),
      ('catch-up-2', 'catch_up', 'succeeded', '2026-03-01 11:58:00', '2026-03-01 11:58:30'),
      ('catch-up-3', 'catch_up', 'failed', '2026-03-01 11:59:00', '2026-03-01 11:59:30'),
      ('sync-1', 'sync', 'succeeded', '2026-03-01 11:59:00', '2026-03-01 11:59:30')`,
  )

  const samples = await scrape(app)

  expect(samples.get('podlink_catch_up_age_seconds')).toBe(90)
})
