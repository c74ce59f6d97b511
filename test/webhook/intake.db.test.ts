import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openBody } from '../../webhook/seal-body.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import {
  type BodyChange,
  loginBody,
  openReceiver,
  post,
  SECRET,
  signedRequest,
  unreachableStore,
} from './open-receiver.ts'
import { verify } from '../../webhook/contract/signature.ts'

const KEY = Buffer.alloc(32, 3)
const OTHER_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
let database: TestStore

beforeAll(async () => {
  database = await openTestStore()
})

afterAll(() => database.close())

beforeEach(async () => {
  for (const table of ['deliveries', 'dead_letters', 'auth0_user_mapping']) {
    await database.query(`DELETE FROM ${table}`)
  }
})

async function counts() {
  const [row] = await database.query(
    `SELECT (SELECT COUNT(*) FROM deliveries) AS deliveries,
      (SELECT COUNT(*) FROM auth0_user_mapping) AS users,
      (SELECT COUNT(*) FROM auth0_employee_mapping_audit) AS audit`,
  )
  return row
}

const NOTHING = { deliveries: 0, users: 0, audit: 0 }

describe('a genuine delivery that cannot be understood', () => {
  const wrong: readonly [string, string, Record<string, unknown>][] = [
    ['no JSON', '{"version":', { code: 'malformed_json' }],
    [
      'another version',
      JSON.stringify({ ...loginBody(), version: 2 }),
      { code: 'unsupported_version' },
    ],
    ['a list', '[]', { code: 'wrong_shape', field: '' }],
    wrongField('user.email_verified', { email_verified: 'true' as unknown as boolean }),
    wrongField('user.id', { id: 'no provider' }),
    wrongField('user.id', { id: 'auth0|\u001b[2Jx' }),
    wrongField('user.id', { id: 'auth0|\ud800' }),
    wrongField('user.created_at', { created_at: 'yesterday' }),
    wrongField('user.created_at', { created_at: '2026-03-01T12:06:00.000Z' }),
    wrongField('user.created_at', { created_at: '1969-12-31T00:00:00.000Z' }),
    wrongField('user.email', { email: `${'x'.repeat(255)}@x` }),
    wrongField('user.app_metadata.podlink_rev', { app_metadata: { podlink_rev: 1.5 } }),
    [
      'a moment in the future',
      JSON.stringify(loginBody({ occurred_at: '2026-03-01T12:05:01.000Z' })),
      { code: 'wrong_shape', field: 'occurred_at' },
    ],
  ]

  function wrongField(
    field: string,
    user: NonNullable<BodyChange['user']>,
  ): [string, string, Record<string, unknown>] {
    return [
      `${field} = ${JSON.stringify(user).slice(0, 60)}`,
      JSON.stringify(loginBody({ user })),
      { code: 'wrong_shape', field },
    ]
  }

  test.each(wrong)(
    '(%s) is answered 400 and kept, and nothing else is stored',
    async (_, body, problem) => {
      const app = openReceiver(database.store, { deadLetterKey: KEY })

      const response = await app.request(signedRequest(body, { id: 'msg_not_understood' }))

      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject(problem)
      expect(await counts()).toEqual(NOTHING)
      const [letter] = await database.query('SELECT * FROM dead_letters')
      const sealed = {
        nonce: letter?.['body_nonce'] as Buffer,
        sealed: letter?.['body_sealed'] as Buffer,
      }
      expect(openBody(sealed, KEY, 'msg_not_understood')?.toString()).toBe(body)
      expect(openBody(sealed, KEY, 'msg_other')).toBeNull()
      expect(openBody(sealed, Buffer.alloc(32, 4), 'msg_not_understood')).toBeNull()
      expect(sealed.sealed.includes('colorecommerce')).toBe(false)
    },
  )

  test('keeps its reason alone without a key', async () => {
    const app = openReceiver(database.store)

    await app.request(signedRequest('{}'))

    const letters = await database.query('SELECT reason, body_nonce, body_sealed FROM dead_letters')
    expect(letters).toEqual([
      { reason: 'wrong_shape:version', body_nonce: null, body_sealed: null },
    ])
  })

  test('is kept once when it comes again', async () => {
    const app = openReceiver(database.store)

    await app.request(signedRequest('{}', { id: 'msg_again_and_again' }))
    const second = await app.request(signedRequest('{}', { id: 'msg_again_and_again' }))

    expect(second.status).toBe(400)
    expect(await database.query('SELECT id FROM dead_letters')).toHaveLength(1)
  })
})

test('a forged delivery leaves no trace in the store', async () => {
  const app = openReceiver(database.store, { deadLetterKey: KEY })

  const response = await app.request(
    signedRequest(JSON.stringify(loginBody()), { secret: OTHER_SECRET }),
  )

  expect(response.status).toBe(401)
  expect(await counts()).toEqual(NOTHING)
  expect(await database.query('SELECT id FROM dead_letters')).toEqual([])
})

test('fields that the contract does not know are ignored and not stored', async () => {
  const app = openReceiver(database.store)
  const body = JSON.stringify({ ...loginBody(), user_metadata: { employee_id: 42 } })

  const response = await app.request(signedRequest(body))

  expect(response.status).toBe(200)
  const [delivery] = await database.query('SELECT parsed FROM deliveries')
  expect(String(delivery?.['parsed'])).not.toContain('user_metadata')
})

test('a body of exactly the limit is recorded', async () => {
  const app = openReceiver(database.store)
  const empty = JSON.stringify(loginBody({ user: { app_metadata: { department: '' } } }))
  const department = 'x'.repeat(65_536 - Buffer.byteLength(empty))
  const body = loginBody({ user: { app_metadata: { department } } })

  const answer = await post(app, body)

  expect(Buffer.byteLength(JSON.stringify(body))).toBe(65_536)
  expect(answer.status).toBe(200)
})

test('more genuine deliveries than can be recorded are sent away, and taken again afterwards', async () => {
  const app = openReceiver(database.store, { inFlightMax: 1 })
  await database.query('START TRANSACTION')
  await database.query(
    `INSERT INTO deliveries (id, source, type, occurred_at, received_at, outcome, parsed)
     VALUES ('msg_held_up', 'action', 'post_login', NOW(6), NOW(6), 'recorded', '{}')`,
  )
  const first = post(app, loginBody(), 'msg_held_up')

  const second = await vi.waitUntil(
    async () => {
      const answer = await post(app, loginBody())
      return answer.status === 503 && answer
    },
    { timeout: 30_000 },
  )
  await database.query('ROLLBACK')

  expect(second.body).toMatchObject({ code: 'overloaded' })
  expect((await first).status).toBe(200)
  expect((await post(app, loginBody())).status).toBe(200)
})

test('the answer is signed under the id of the request with every live secret', async () => {
  const app = openReceiver(database.store, { secrets: [OTHER_SECRET, SECRET] })

  const response = await app.request(
    signedRequest(JSON.stringify(loginBody()), { id: 'msg_to_be_answered' }),
  )

  const message = {
    id: 'msg_to_be_answered',
    timestamp: response.headers.get('webhook-timestamp') ?? '',
    body: await response.text(),
  }
  const signatures = response.headers.get('webhook-signature') ?? ''
  const nowS = Number(message.timestamp)
  expect(response.headers.get('webhook-id')).toBe('msg_to_be_answered')
  expect(verify(message, signatures, [SECRET], nowS)).toBe('valid')
  expect(verify(message, signatures, [OTHER_SECRET], nowS)).toBe('valid')
})

describe('when the database is away', () => {
  const app = openReceiver(unreachableStore())

  test('a delivery is answered 503 with the moment to try again', async () => {
    const response = await app.request(signedRequest(JSON.stringify(loginBody())))

    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
    expect(await response.json()).toMatchObject({ code: 'store_unavailable' })
  })

  test('the receiver is alive and not ready', async () => {
    expect((await app.request('/healthz')).status).toBe(200)
    expect((await app.request('/readyz')).status).toBe(503)
  })

  test('deliveries are counted and the store is reported down', async () => {
    const text = await (await app.request('/metrics')).text()

    expect(text).toContain('podlink_store_up 0')
    expect(text).toContain('podlink_deliveries_total{outcome="store_unavailable"} 1')
  })
})

test('a mistake of ours is answered 500 and says nothing of itself', async () => {
  const app = openReceiver(database.store, {
    newId: () => {
      throw new TypeError('secret inner message')
    },
  })
  await database.query(
    "INSERT INTO employees (id, name, email) VALUES (42, 'John Doe', 'john.doe@colorecommerce.us')",
  )

  const { status, body } = await post(app, loginBody())

  expect(status).toBe(500)
  expect(body).toMatchObject({ code: 'internal_error' })
  expect(JSON.stringify(body)).not.toContain('secret inner message')
  expect(await database.query('SELECT id FROM deliveries')).toEqual([])
})

test('the receiver is ready when the database is migrated, and not before', async () => {
  const app = openReceiver(database.store)
  const ready = await app.request('/readyz')
  await database.query('DELETE FROM podlink_migrations')

  const unready = await app.request('/readyz')

  expect(ready.status).toBe(200)
  expect(unready.status).toBe(503)
  expect(await unready.json()).toMatchObject({
    pendingMigrations: ['0001-tables', '0002-read-account-jobs'],
  })
})
