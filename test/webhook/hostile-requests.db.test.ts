import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checksumTables } from '../../store/checksum-tables.ts'
import { sign } from '../../webhook/contract/signature.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { loginBody, openReceiver, post, SECRET, signedRequest } from './open-receiver.ts'

const text = JSON.stringify(loginBody())
const ID = 'msg_hostile_1'
const AT = String(Date.UTC(2026, 2, 1, 12) / 1000)
const right = sign({ id: ID, timestamp: AT, body: text }, SECRET)
const rightBytes = right.slice('v1,'.length)

let database: TestStore
let app: Hono
beforeAll(async () => {
  database = await openTestStore()
  app = openReceiver(database.store)
  await database.query(
    `INSERT INTO employees (id, name, email, is_active) VALUES (42, 'John Doe', 'john.doe@colorecommerce.us', 1)`,
  )
  await post(app, loginBody(), 'msg_genuine_1')
})
afterAll(() => database.close())

/** Sends `body` with the headers of `text`, some of them replaced; null leaves one out. */
function requestWith(headers: Readonly<Record<string, string | null>>, body = text): Request {
  const request = signedRequest(text, { id: ID, timestamp: AT })
  const all = new Headers(request.headers)
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) all.delete(name)
    else all.set(name, value)
  }
  return new Request(request.url, { method: 'POST', headers: all, body })
}

const signature = (value: string) => requestWith({ 'webhook-signature': value })
const timestamp = (value: string) => requestWith({ 'webhook-timestamp': value })

/** Built when sent: a body can be read once. */
const FORGED: readonly [what: string, status: number, build: () => Request][] = [
  ['a body cut off', 401, () => requestWith({}, text.slice(0, -1))],
  ['a body with more behind it', 401, () => requestWith({}, `${text} `)],
  ['no body', 401, () => requestWith({}, '')],
  ['an earlier time under a right signature', 401, () => timestamp(String(Number(AT) - 1))],
  ['a time with a sign', 401, () => timestamp(`+${AT}`)],
  ['a time with a fraction', 401, () => timestamp(`${AT}.0`)],
  ['a time in another notation', 401, () => timestamp(`0x${Number(AT).toString(16)}`)],
  ['a time before the tolerance', 401, () => timestamp(String(Number(AT) - 301))],
  ['a time after the tolerance', 401, () => timestamp(String(Number(AT) + 301))],
  ['no signature', 401, () => requestWith({ 'webhook-signature': null })],
  ['an empty signature', 401, () => signature('v1,')],
  ['a signature of another version', 401, () => signature(`v2,${rightBytes}`)],
  ['a signature of the asymmetric kind', 401, () => signature(`v1a,${rightBytes}`)],
  ['a signature without a version', 401, () => signature(rightBytes)],
  ['a signature that claims to need none', 401, () => signature(`none,${rightBytes}`)],
  ['half a signature', 401, () => signature(right.slice(0, 20))],
  ['a signature with more behind it', 401, () => signature(`${right}AA`)],
  ['ten thousand signatures', 401, () => signature(`${'v1,AAAA '.repeat(10_000)}v1,BBBB`)],
  ['a body of 10 MB', 413, () => requestWith({}, 'x'.repeat(10 << 20))],
  ['a body that is called text', 415, () => requestWith({ 'content-type': 'text/plain' })],
  ['a body that is called nothing', 415, () => requestWith({ 'content-type': null })],
]

const deep = `{"version":1,"user":${'['.repeat(30_000)}${']'.repeat(30_000)}}`
const unread = (change: object): string => JSON.stringify({ ...loginBody(), ...change })
const MISUNDERSTOOD: readonly [what: string, body: string][] = [
  ['JSON 30,000 levels deep', deep],
  ['JSON cut off', text.slice(0, -1)],
  ['a number', '1'],
  ['null', 'null'],
  ['a user who is a list', unread({ user: [] })],
  ['an id that is an object', unread({ user: { ...loginBody().user, id: { $ne: null } } })],
  ['a tenant that is true', unread({ tenant: true })],
  ['a count below zero', unread({ login: { count: -1 } })],
  ['a verified address in words', unread({ user: { ...loginBody().user, email_verified: 'yes' } })],
]

async function answerTo(request: Request) {
  const response = await app.request(request)
  return { status: response.status, text: await response.text() }
}

/** No secret, nothing of the body, no line of our code. */
function expectNoLeak(answer: string): void {
  expect(answer).not.toMatch(/whsec_|John|john\.doe|node_modules|\.ts:|SELECT|INSERT/)
}

const deliveries = () => database.query('SELECT id FROM deliveries ORDER BY id')

describe('a hostile request', () => {
  test.each(FORGED)('with %s is answered %i and changes nothing', async (_, status, build) => {
    const before = [await checksumTables(database.store), await deliveries()]
    const deadLetters = await database.query('SELECT COUNT(*) AS kept FROM dead_letters')

    const answer = await answerTo(build())

    expect(answer.status).toBe(status)
    expectNoLeak(answer.text)
    expect([await checksumTables(database.store), await deliveries()]).toEqual(before)
    expect(await database.query('SELECT COUNT(*) AS kept FROM dead_letters')).toEqual(deadLetters)
  })

  test.each(MISUNDERSTOOD)(
    'that is signed and holds %s is answered 400 and kept apart',
    async (_, body) => {
      const before = [await checksumTables(database.store), await deliveries()]

      const answer = await answerTo(signedRequest(body))

      expect(answer.status).toBe(400)
      expectNoLeak(answer.text)
      expect([await checksumTables(database.store), await deliveries()]).toEqual(before)
    },
  )

  test('that is a genuine one again is a duplicate and changes nothing', async () => {
    const before = [await checksumTables(database.store), await deliveries()]

    const answer = await post(app, loginBody(), 'msg_genuine_1')

    expect(answer).toMatchObject({ status: 200, body: { status: 'duplicate' } })
    expect([await checksumTables(database.store), await deliveries()]).toEqual(before)
  })

  test('with keys of a prototype gives nobody a property', async () => {
    const body = text
      .replace('{', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},')
      .replace('"app_metadata":{', '"app_metadata":{"__proto__":{"polluted":1,"employee_id":42}')

    const answer = await answerTo(signedRequest(body))

    expect(answer.status).toBe(200)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    const [stored] = await database.query(
      "SELECT parsed FROM deliveries WHERE parsed LIKE '%polluted%'",
    )
    expect(stored).toBeUndefined()
  })

  test('with SQL and script for a name stores a name', async () => {
    const name = `Robert'); DROP TABLE employees; -- <script>alert(1)</script> \${7*7} {{7*7}}`
    const user = { id: 'auth0|hostile-name', name, email: `o'brien"@elsewhere.example` }

    const answer = await post(app, loginBody({ user }), 'msg_hostile_name')

    expect(answer).toEqual({ status: 200, body: { status: 'recorded', enrichment: null } })
    expect(await database.query('SELECT id FROM employees')).toEqual([{ id: 42 }])
    const [stored] = await database.query(
      "SELECT email FROM auth0_user_mapping WHERE auth0_user_id = 'auth0|hostile-name'",
    )
    expect(stored).toEqual({ email: `o'brien"@elsewhere.example` })
  })
})
