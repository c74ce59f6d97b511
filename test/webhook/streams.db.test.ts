import type { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checksumTables } from '../../store/checksum-tables.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { loginBody, openReceiver, post, STREAM_TOKEN, unreachableStore } from './open-receiver.ts'
import { logEntry, postStream, streamEvent } from './stream-bodies.ts'

const KEY = Buffer.alloc(32, 3)
let database: TestStore
let app: Hono

beforeAll(async () => {
  database = await openTestStore()
  app = openReceiver(database.store, { deadLetterKey: KEY })
})
afterAll(() => database.close())
beforeEach(async () => {
  const tables = ['auth0_user_mapping', 'auth0_employee_mapping_audit', 'account_jobs', 'employees']
  for (const table of [...tables, 'review_cases', 'deliveries', 'dead_letters', 'write_ledger']) {
    await database.query(`DELETE FROM ${table}`)
  }
  await database.query(
    `INSERT INTO employees (id, name, email, is_active) VALUES
     (42, 'John Doe', 'john.doe@colorecommerce.us', 1), (43, 'Ann Lee', 'ann.lee@colorecommerce.us', 1)`,
  )
})

async function user() {
  const [row] = await database.query(
    `SELECT employee_id, email, email_verified, status, last_login, profile_delivery_id
     FROM auth0_user_mapping WHERE auth0_user_id = 'auth0|user-1'`,
  )
  return row
}
const jobs = () =>
  database.query('SELECT kind, auth0_user_id, payload FROM account_jobs ORDER BY open_key')
const letters = () => database.query('SELECT source, reason FROM dead_letters ORDER BY id')
const READ = { kind: 'read_account', auth0_user_id: 'auth0|user-1', payload: '{}' }

describe('a stream', () => {
  const wrong: readonly [what: string, headers: Record<string, string>][] = [
    ['no token', { authorization: '' }],
    ['another token', { authorization: `Bearer ${STREAM_TOKEN.replace('s', 'S')}` }],
    ['the token cut off', { authorization: `Bearer ${STREAM_TOKEN.slice(0, -1)}` }],
    ['the token with more behind it', { authorization: `Bearer ${STREAM_TOKEN}x` }],
    ['the token alone', { authorization: STREAM_TOKEN }],
    ['the token under another scheme', { authorization: `Basic ${STREAM_TOKEN}` }],
  ]
  test.each(wrong)('with %s is refused before its body is read', async (_what, headers) => {
    const before = await checksumTables(database.store)
    const body = 'x'.repeat(9 * 1_024 * 1_024)

    for (const stream of ['event-stream', 'log-stream'] as const) {
      const answer = await postStream(app, stream, body, headers)

      expect(answer).toMatchObject({ status: 401, body: { code: 'wrong_token' } })
      expect(JSON.stringify(answer)).not.toContain(STREAM_TOKEN)
    }
    expect(await checksumTables(database.store)).toEqual(before)
  })

  test('is taken under each live token, and by nobody who has none', async () => {
    const both = openReceiver(database.store, { streamTokens: ['a'.repeat(32), STREAM_TOKEN] })
    const none = openReceiver(database.store, { streamTokens: [] })
    const event = streamEvent('user.updated')

    expect((await postStream(both, 'event-stream', event)).status).toBe(200)
    expect((await postStream(none, 'event-stream', event)).status).toBe(401)
    const empty = await postStream(none, 'event-stream', event, { authorization: 'Bearer ' })
    expect(empty.status).toBe(401)
  })

  test('is told what can never succeed with 4xx, and everything else with 5xx, which Auth0 sends again', async () => {
    const full = openReceiver(database.store, { inFlightMax: 0 })
    const away = openReceiver(unreachableStore())
    const event = streamEvent('user.updated')
    const large = 'x'.repeat(8 * 1_024 * 1_024 + 1)
    const broken = new Request('http://receiver/auth0/log-stream', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${STREAM_TOKEN}` },
      body: new ReadableStream({ start: (controller) => controller.error(new Error('cut')) }),
      duplex: 'half',
    })

    const answers = [
      await postStream(app, 'log-stream', large),
      await postStream(app, 'event-stream', event, { 'content-type': 'text/plain' }),
      await postStream(full, 'event-stream', event),
      await postStream(away, 'event-stream', event),
      await postStream(away, 'log-stream', [logEntry('s')]),
    ]

    expect(answers.map(({ status }) => status)).toEqual([413, 415, 503, 503, 503])
    expect(answers.map(({ headers }) => headers.get('retry-after'))).toEqual([
      null,
      null,
      '5',
      '5',
      '5',
    ])
    expect((await app.request(broken)).status).toBe(503)
  })
})

describe('an event of the event stream', () => {
  test('keeps the facts of an account current, and links nobody before Auth0 has confirmed it', async () => {
    const answer = await postStream(app, 'event-stream', streamEvent('user.created'))

    expect(answer).toMatchObject({ status: 200, body: { recorded: 1, skipped: 0, kept: 0 } })
    expect(await user()).toMatchObject({
      employee_id: null,
      email: 'john.doe@colorecommerce.us',
      email_verified: 1,
      status: 'verified',
    })
    expect(await jobs()).toEqual([READ])
    expect(await database.query('SELECT id, source, type FROM deliveries')).toEqual([
      { id: 'evt_0123456789012345678901', source: 'event_stream', type: 'user.created' },
    ])
    const [line] = await database.query('SELECT action FROM auth0_employee_mapping_audit')
    expect(line).toEqual({ action: 'account_changed' })
  })

  test('changes nothing when it comes again', async () => {
    const event = streamEvent('user.created')
    await postStream(app, 'event-stream', event)
    const before = await checksumTables(database.store)

    expect(await postStream(app, 'event-stream', event)).toMatchObject({ body: { skipped: 1 } })

    expect(await checksumTables(database.store)).toEqual(before)
  })

  test('never puts an older fact over a newer one, whichever way that came', async () => {
    await post(app, loginBody({ user: { email: 'ann.lee@colorecommerce.us' } }), 'msg_newer_login')
    const older = { updated_at: '2026-03-01T11:58:59.999Z', email: 'old@colorecommerce.us' }

    await postStream(app, 'event-stream', streamEvent('user.updated', older))

    expect(await user()).toMatchObject({ employee_id: 43, email: 'ann.lee@colorecommerce.us' })
  })

  test('moves the last login forward and never back', async () => {
    const later = { last_login: '2026-03-01T11:58:00.000Z' }
    const earlier = {
      last_login: '2026-03-01T11:50:00.000Z',
      updated_at: '2026-03-01T11:59:30.000Z',
    }

    await postStream(app, 'event-stream', streamEvent('user.updated', later))
    const again = streamEvent('user.updated', earlier, { id: 'evt_0123456789012345678902' })
    await postStream(app, 'event-stream', again)

    expect(await user()).toMatchObject({ last_login: new Date('2026-03-01T11:58:00.000Z') })
  })

  test('opens a review for an account that proves nobody’s address, as a login would', async () => {
    await postStream(app, 'event-stream', streamEvent('user.created', { email_verified: false }))

    expect(await database.query('SELECT kind, reason FROM review_cases')).toEqual([
      { kind: 'sign_up', reason: 'email_unverified' },
    ])
    expect(await jobs()).toEqual([])
  })

  const unconfirmed: readonly [what: string, object: Record<string, unknown>][] = [
    ['a block', { blocked: true, updated_at: '2026-03-01T11:59:30.000Z' }],
    ['an account made anew', { created_at: '2026-03-01T11:59:30.000Z' }],
    ['an event without the address', { email: undefined }],
    ['an event without its proof', { email_verified: undefined }],
    ['an event without a connection', { identities: [] }],
  ]
  test.each(unconfirmed)(
    'asks Auth0 about %s and changes nothing before',
    async (_what, object) => {
      await post(app, loginBody(), 'msg_linked_login')
      await database.query('DELETE FROM account_jobs')
      const before = await user()
      const newer = { updated_at: '2026-03-01T11:59:40.000Z', ...object }

      await postStream(app, 'event-stream', streamEvent('user.updated', newer))

      expect(before).toMatchObject({ employee_id: 42 })
      expect(await user()).toEqual(before)
      expect(await jobs()).toEqual([READ])
    },
  )

  test('asks Auth0 whether a deleted account is gone, and changes nothing before', async () => {
    await post(app, loginBody(), 'msg_linked_login')
    await database.query('DELETE FROM account_jobs')
    const before = await user()
    const gone = streamEvent('user.deleted', { deleted_at: '2026-03-01T11:59:30.000Z' })

    expect((await postStream(app, 'event-stream', gone)).status).toBe(200)

    expect(await user()).toEqual(before)
    const payload = '{"deleted_at":"2026-03-01T11:59:30.000Z"}'
    expect(await jobs()).toEqual([{ ...READ, payload }])
  })

  test('is passed over when it is a test or about no user', async () => {
    const test_ = streamEvent('user.created', {}, { a0purpose: 'test' })
    const group = streamEvent('group.created')
    const before = await checksumTables(database.store)

    for (const event of [test_, group]) {
      const answer = await postStream(app, 'event-stream', event)
      expect(answer).toMatchObject({ status: 200, body: { recorded: 0, skipped: 1 } })
    }
    expect(await checksumTables(database.store)).toEqual(before)
  })

  const unreadable: readonly [what: string, body: string | object, reason: string][] = [
    ['no JSON', '{"specversion":', 'malformed_json'],
    ['no text', '\ufffd\u0000', 'malformed_json'],
    ['a list', [streamEvent('user.created')], 'wrong_shape:'],
    [
      'another version',
      streamEvent('user.created', {}, { specversion: '0.3' }),
      'wrong_shape:specversion',
    ],
    ['no id', streamEvent('user.created', {}, { id: 'evt_../../x' }), 'wrong_shape:id'],
    [
      'the name of a read of Auth0',
      streamEvent('user.created', {}, { id: `read_${'0'.repeat(32)}` }),
      'wrong_shape:id',
    ],
    ['no user', streamEvent('user.created', { user_id: 'x' }), 'wrong_shape:data.object.user_id'],
    [
      'a time to come',
      streamEvent('user.created', { updated_at: '2027-01-01T00:00:00Z' }),
      'wrong_shape:data.object.updated_at',
    ],
    [
      'a deletion to come',
      streamEvent('user.deleted', { deleted_at: '2027-01-01T00:00:00Z' }),
      'wrong_shape:data.object.deleted_at',
    ],
    ['a deletion at no time', streamEvent('user.deleted'), 'wrong_shape:data.object.deleted_at'],
  ]
  test.each(unreadable)(
    'with %s is refused for good and kept with its reason',
    async (_what, body, reason) => {
      const answers = [
        await postStream(app, 'event-stream', body),
        await postStream(app, 'event-stream', body),
      ]

      expect(answers.map(({ status }) => status)).toEqual([400, 400])
      expect(await letters()).toEqual([{ source: 'event_stream', reason }])
      expect(await user()).toBeUndefined()
    },
  )
})

test('what is understood and cannot be recorded for a lasting reason is kept for replay', async () => {
  const broken = openReceiver(database.store, {
    deadLetterKey: KEY,
    // The one thing recording a link needs that can fail without the database.
    newId: () => {
      throw new Error('no id')
    },
  })
  const known = { ...logEntry('s', { user_id: 'auth0|user-2' }), log_id: 'log-other' }
  await database.query(
    `INSERT INTO auth0_user_mapping (auth0_user_id, status) VALUES ('auth0|user-2', 'created')`,
  )

  const answers = [
    (await post(broken, loginBody(), 'msg_poison')).status,
    (await postStream(broken, 'event-stream', streamEvent('user.created'))).status,
    (await postStream(broken, 'log-stream', [logEntry('s'), known])).body,
  ]

  expect(answers).toEqual([500, 500, { recorded: 1, skipped: 0, kept: 1 }])
  expect(await letters()).toEqual([
    { source: 'action', reason: 'not_recorded' },
    { source: 'event_stream', reason: 'not_recorded' },
    { source: 'log_stream', reason: 'not_recorded' },
  ])
  expect(await database.query('SELECT id FROM deliveries')).toEqual([{ id: 'log_log-other' }])
})

test('a receiver without room says that it is not ready', async () => {
  const full = openReceiver(database.store, { inFlightMax: 0 })

  expect((await full.request('/readyz')).status).toBe(503)
  expect((await app.request('/readyz')).status).toBe(200)
})
