import type { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { loginBody, openReceiver, post } from './open-receiver.ts'
import { logEntry, postStream } from './stream-bodies.ts'

let database: TestStore
let app: Hono

beforeAll(async () => {
  database = await openTestStore()
  app = openReceiver(database.store)
  await database.query(
    `INSERT INTO employees (id, name, email, is_active) VALUES (42, 'John Doe', 'john.doe@colorecommerce.us', 1)`,
  )
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.query('UPDATE employees SET auth0_user_id = NULL')
  const tables = ['auth0_user_mapping', 'auth0_employee_mapping_audit', 'account_jobs']
  for (const table of [...tables, 'review_cases', 'deliveries', 'dead_letters', 'write_ledger']) {
    await database.query(`DELETE FROM ${table}`)
  }
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

describe('an entry of the log stream', () => {
  const login = (change = {}) => logEntry('s', change)

  test('moves the last login of a known account, and writes no line of history', async () => {
    await post(app, loginBody(), 'msg_linked_login')
    await database.query('DELETE FROM account_jobs')
    const lines = await database.query('SELECT id FROM auth0_employee_mapping_audit')
    const entries = [login({ date: '2026-03-01T11:59:30.000Z' })]

    const answer = await postStream(app, 'log-stream', entries)

    expect(answer).toMatchObject({ status: 200, body: { recorded: 1, skipped: 0, kept: 0 } })
    expect(await user()).toMatchObject({
      employee_id: 42,
      last_login: new Date('2026-03-01T11:59:30.000Z'),
      profile_delivery_id: 'msg_linked_login',
    })
    expect(await database.query('SELECT id FROM auth0_employee_mapping_audit')).toEqual(lines)
    expect(await jobs()).toEqual([])
  })

  test('asks Auth0 about an account nobody knows, once for all its entries', async () => {
    const ids = ['log-one', 'log-two', 'log-three']
    const entries = ids.map((log_id) => ({ ...login({ log_id }), log_id }))

    await postStream(app, 'log-stream', entries)

    expect(await user()).toBeUndefined()
    expect(await jobs()).toEqual([READ])
  })

  test.each(['ss', 'sv', 'sce', 'scu'])(
    'of the code %s asks Auth0 how the account is now',
    async (type) => {
      await post(app, loginBody(), 'msg_linked_login')
      await database.query('DELETE FROM account_jobs')
      const older = logEntry(type, { log_id: 'log-older', date: '2026-03-01T11:58:00.000Z' })

      await postStream(app, 'log-stream', [{ ...older, log_id: 'log-older' }])
      expect(await jobs()).toEqual([])

      await postStream(app, 'log-stream', [logEntry(type, { date: '2026-03-01T11:59:30.000Z' })])
      expect(await jobs()).toEqual([READ])
    },
  )

  test('asks Auth0 whether an account is gone', async () => {
    await post(app, loginBody(), 'msg_linked_login')
    await database.query('DELETE FROM account_jobs')

    await postStream(app, 'log-stream', [logEntry('sdu', { date: '2026-03-01T11:59:30.000Z' })])

    expect(await jobs()).toMatchObject([{ payload: '{"deleted_at":"2026-03-01T11:59:30.000Z"}' }])
  })

  test('of a former life of the account changes nothing', async () => {
    await post(app, loginBody(), 'msg_linked_login')
    await database.query('DELETE FROM account_jobs')
    const before = await user()
    const date = '2026-01-31T08:00:00.000Z'
    const gone = { ...logEntry('sdu', { date }), log_id: 'log-gone' }

    await postStream(app, 'log-stream', [logEntry('s', { date }), gone])

    expect(await user()).toEqual(before)
    expect(await jobs()).toEqual([])
  })

  test('that cannot be read is kept alone, and holds up none of the others', async () => {
    await post(app, loginBody(), 'msg_linked_login')
    const good = { ...login({ date: '2026-03-01T11:59:30.000Z' }), log_id: 'log-good' }
    const bad = [
      logEntry('s', { date: 'yesterday' }),
      logEntry('s', { user_id: 7 }),
      { log_id: '../x', data: logEntry('s')['data'] },
      'text',
      null,
    ]
    const useless = [logEntry('w'), logEntry('f'), { ...logEntry('s', { user_id: '' }) }]

    const answer = await postStream(app, 'log-stream', [...bad, ...useless, good])

    expect(answer).toMatchObject({ status: 200, body: { recorded: 1, skipped: 3, kept: 5 } })
    expect(await letters()).toEqual([
      { source: 'log_stream', reason: 'wrong_shape:date' },
      { source: 'log_stream', reason: 'wrong_shape:user_id' },
      { source: 'log_stream', reason: 'wrong_shape:log_id' },
      { source: 'log_stream', reason: 'wrong_shape:' },
      { source: 'log_stream', reason: 'wrong_shape:' },
    ])
    expect(await user()).toMatchObject({ last_login: new Date('2026-03-01T11:59:30.000Z') })
  })

  test('is kept by its reason alone when it is nested too deeply to be written again', async () => {
    await post(app, loginBody(), 'msg_linked_login')
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const good = JSON.stringify(login({ date: '2026-03-01T11:59:30.000Z' }))

    const answer = await postStream(app, 'log-stream', `[${deep},${good}]`)

    expect(answer).toMatchObject({ status: 200, body: { recorded: 1, kept: 1 } })
    expect(await letters()).toMatchObject([
      { reason: 'wrong_shape:(nested too deeply to be kept)' },
    ])
  })

  test('takes no member of a prototype and no markup for anything but text', async () => {
    await post(app, loginBody(), 'msg_linked_login')
    const before = await user()
    const bad = [
      `{"log_id":"log-a","data":{"type":"s","__proto__":{"date":"2026-03-01T11:59:30.000Z"}}}`,
      `{"log_id":"log-b","data":{"type":"constructor"}}`,
      JSON.stringify(logEntry('s', { user_id: "auth0|x' OR '1'='1" })),
      JSON.stringify(logEntry('s', { date: '2026-03-01T11:59:30.000Z', user_id: '<script>|x' })),
    ]

    const answer = await postStream(app, 'log-stream', bad.join('\n'))

    expect(answer.status).toBe(200)
    expect(await user()).toEqual(before)
    expect(JSON.stringify(answer.body)).not.toContain('script')
  })

  test('is taken from a list, from one object, and from lines of which one may be broken', async () => {
    const entry = (id: string) => ({ ...login({ log_id: id }), log_id: id })
    const lines = `${JSON.stringify(entry('log-c'))}\n{"log_id":\n\n${JSON.stringify(entry('log-d'))}\n`

    const answers = [
      await postStream(app, 'log-stream', [entry('log-a')]),
      await postStream(app, 'log-stream', entry('log-b')),
      await postStream(app, 'log-stream', lines),
      await postStream(app, 'log-stream', []),
      await postStream(app, 'log-stream', 'no log at all'),
    ]

    expect(answers.map(({ status, body }) => [status, body['recorded'], body['kept']])).toEqual([
      [200, 1, 0],
      [200, 1, 0],
      [200, 2, 1],
      [200, 0, 0],
      [400, undefined, undefined],
    ])
    expect(await letters()).toMatchObject([{ source: 'log_stream' }, { reason: 'malformed_json' }])
  })
})
