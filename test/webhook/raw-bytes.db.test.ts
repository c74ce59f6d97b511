import type { Hono } from 'hono'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { loginBody, NOW, openReceiver, SECRET } from './open-receiver.ts'

let database: TestStore
let app: Hono
beforeAll(async () => {
  database = await openTestStore()
  app = openReceiver(database.store)
})
afterAll(() => database.close())

/** Signs these very bytes with the reference library, and sends what may be others. */
async function send(id: string, signed: string, sent: string | Uint8Array = signed) {
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(NOW.getTime() / 1000),
    'webhook-signature': new Webhook(SECRET).sign(id, NOW, signed),
  }
  const response = await app.request('/auth0/events', { method: 'POST', headers, body: sent })
  const { code } = (await response.json()) as { code?: string }
  return code === undefined ? [response.status] : [response.status, code]
}

const body = loginBody({ user: { name: 'Đặng Thị Ánh — 李小龍 👩🏽‍🏭' } })
const text = JSON.stringify(body)
const bytes = (...before: readonly number[]) => Buffer.from([...before, ...Buffer.from(text)])

describe('the signature', () => {
  test('is over the bytes as they travel, in any script', async () => {
    expect(await send('msg_unicode', text)).toEqual([200])

    const [row] = await database.query(`SELECT parsed FROM deliveries WHERE id = 'msg_unicode'`)
    const parsed = JSON.parse(String(row?.['parsed'])) as typeof body
    expect(parsed.user.name).toBe(body.user.name)
  })

  test('holds whatever order and spacing the sender chose', async () => {
    const reversed = Object.fromEntries(Object.entries(body).toReversed())

    expect(await send('msg_order', JSON.stringify(reversed, null, '\t'))).toEqual([200])
  })

  const changed: readonly [what: string, sent: string | Uint8Array][] = [
    ['the same JSON with other spacing', JSON.stringify(body, null, 1)],
    ['the same text in escapes', text.replace('Đ', '\\u0110')],
    ['the same letters composed otherwise', text.normalize('NFD')],
    ['a byte order mark before it', bytes(0xef, 0xbb, 0xbf)],
    ['bytes that are no UTF-8', bytes(0xff)],
    ['a line end behind it', `${text}\n`],
  ]
  test.each(changed)('does not hold for %s', async (_what, sent) => {
    expect(await send('msg_changed', text, sent)).toEqual([401, 'wrong_signature'])
  })
})

describe('what is genuine', () => {
  test('with a byte order mark is no JSON, and kept', async () => {
    expect(await send('msg_bom_1', `\ufeff${text}`)).toEqual([400, 'malformed_json'])
  })

  test('with a key twice is read as JSON reads it: the last one counts', async () => {
    const twice = text.replace('"tenant":"acme"', '"tenant":"other","tenant":"acme"')

    expect(await send('msg_twice', twice)).toEqual([200])

    const [row] = await database.query(`SELECT parsed FROM deliveries WHERE id = 'msg_twice'`)
    expect(JSON.parse(String(row?.['parsed']))).toMatchObject({ tenant: 'acme' })
  })
})
