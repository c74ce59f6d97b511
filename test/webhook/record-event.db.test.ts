import type { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { loginBody, openReceiver, post, registrationBody } from './open-receiver.ts'

let database: TestStore
let app: Hono

beforeAll(async () => {
  database = await openTestStore()
  app = openReceiver(database.store)
})

afterAll(() => database.close())

const TABLES = [
  'auth0_user_mapping',
  'auth0_employee_mapping_audit',
  'account_jobs',
  'review_cases',
  'deliveries',
  'write_ledger',
  'employees',
]

async function reset() {
  for (const table of TABLES) await database.query(`DELETE FROM ${table}`)
  await database.query(
    "INSERT INTO employees (id, name, email) VALUES (42, 'John Doe', 'john.doe@colorecommerce.us')",
  )
}

beforeEach(reset)

async function mapping() {
  const rows = await database.query('SELECT * FROM auth0_user_mapping')
  return rows[0]
}

async function auditCount() {
  return (await database.query('SELECT id FROM auth0_employee_mapping_audit')).length
}

async function endState() {
  return {
    mappings: await database.query('SELECT * FROM auth0_user_mapping ORDER BY auth0_user_id'),
    links: await database.query('SELECT id, auth0_user_id FROM employees ORDER BY id'),
    jobs: await database.query(
      'SELECT kind, status, auth0_user_id, open_key FROM account_jobs ORDER BY open_key',
    ),
    openReviews: await database.query(
      "SELECT subject, reason FROM review_cases WHERE status = 'open' ORDER BY subject",
    ),
    deliveries: await database.query('SELECT id, type, parsed FROM deliveries ORDER BY id'),
  }
}

describe('a delivery that comes again', () => {
  test('changes nothing and is answered with the facts of now', async () => {
    const first = await post(app, loginBody(), 'msg_repeated')
    const before = await endState()
    const lines = await auditCount()

    const second = await post(app, loginBody(), 'msg_repeated')

    expect(second).toEqual({ status: 200, body: { ...first.body, status: 'duplicate' } })
    expect(await endState()).toEqual(before)
    expect(await auditCount()).toBe(lines)
  })

  test('is recorded once when it comes many times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(app, loginBody(), 'msg_at_once')),
    )

    expect(answers.filter(({ body }) => body['status'] === 'recorded')).toHaveLength(1)
    expect(answers.filter(({ body }) => body['status'] === 'duplicate')).toHaveLength(7)
    expect(await auditCount()).toBe(3)
  })
})

describe('a login that moves nothing but the last login', () => {
  test('moves it forward and leaves no line in the audit', async () => {
    await post(app, loginBody({ user: { app_metadata: { podlink_rev: 1 } } }))
    const lines = await auditCount()

    await post(
      app,
      loginBody({
        occurred_at: '2026-03-01T11:59:59.000Z',
        user: { app_metadata: { podlink_rev: 1 } },
      }),
    )

    expect(await auditCount()).toBe(lines)
    expect(await mapping()).toMatchObject({ last_login: new Date('2026-03-01T11:59:59.000Z') })
  })

  test('never moves it back', async () => {
    await post(app, loginBody())

    await post(app, loginBody({ occurred_at: '2026-03-01T08:00:00.000Z' }))

    expect(await mapping()).toMatchObject({ last_login: new Date('2026-03-01T11:59:00.000Z') })
  })
})

test('a registration is no login', async () => {
  await post(app, registrationBody())

  expect(await mapping()).toMatchObject({
    last_login: null,
    created_at: new Date('2026-02-01T08:00:00.000Z'),
  })
})

describe('a deleted account', () => {
  beforeEach(async () => {
    await post(app, loginBody())
    await database.query(
      "UPDATE auth0_user_mapping SET status = 'deleted', deleted_at = '2026-03-01 11:59:20'",
    )
  })

  test('is not revived by an event that was under way, and is offered nothing', async () => {
    const answer = await post(app, loginBody({ occurred_at: '2026-03-01T11:59:10.000Z' }))

    expect(answer.body['enrichment']).toBeNull()
    expect(await mapping()).toMatchObject({ status: 'deleted', employee_id: 42 })
  })

  test('begins a new life when Auth0 made it anew, and must prove again whose it is', async () => {
    const again = {
      occurred_at: '2026-03-01T11:59:40.000Z',
      user: { created_at: '2026-03-01T11:59:30.000Z', email_verified: false },
    }

    const answer = await post(app, loginBody(again))

    expect(answer.body['enrichment']).toBeNull()
    expect(await mapping()).toMatchObject({
      status: 'created',
      deleted_at: null,
      employee_id: null,
      enrichment: null,
      podlink_rev: 2,
    })
    expect(await database.query('SELECT auth0_user_id FROM employees')).toEqual([
      { auth0_user_id: null },
    ])
  })

  test('is linked in its new life by the same rule, with a higher revision', async () => {
    const again = {
      occurred_at: '2026-03-01T11:59:40.000Z',
      user: { created_at: '2026-03-01T11:59:30.000Z' },
    }

    const answer = await post(app, loginBody(again))

    expect(answer.body['enrichment']).toMatchObject({ employee_id: 42, podlink_rev: 3 })
    expect(await database.query('SELECT write_key FROM write_ledger ORDER BY write_key')).toEqual([
      { write_key: 'offer:auth0|user-1:1' },
      { write_key: 'offer:auth0|user-1:3' },
    ])
  })

  test('is offered anew what it was offered before, when its deletion had taken the employee off', async () => {
    await database.query('UPDATE auth0_user_mapping SET employee_id = NULL')
    await database.query('UPDATE employees SET auth0_user_id = NULL')
    const again = {
      occurred_at: '2026-03-01T11:59:40.000Z',
      user: { created_at: '2026-03-01T11:59:30.000Z' },
    }

    await post(app, loginBody(again))

    expect(await database.query('SELECT write_key FROM write_ledger')).toHaveLength(2)
  })
})

test('a blocked account is offered nothing and stays blocked', async () => {
  await post(app, loginBody())
  await database.query("UPDATE auth0_user_mapping SET status = 'blocked'")

  const answer = await post(app, loginBody({ occurred_at: '2026-03-01T11:59:30.000Z' }))

  expect(answer.body['enrichment']).toBeNull()
  expect(await mapping()).toMatchObject({ status: 'blocked' })
})
