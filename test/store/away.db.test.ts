import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { DeliveryId } from '../../kernel/ids.ts'
import { openStore, type Store } from '../../store/open-store.ts'
import { insertDeliveries } from '../../store/tables/deliveries.ts'
import { findAuth0User } from '../../store/tables/auth0-user-mapping.ts'
import { inTransaction, reading } from '../../store/transaction.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'

const AWAY = { code: 'STORE_UNREACHABLE', isRetryable: true }
let database: TestStore
const closing: (() => unknown)[] = []

beforeAll(async () => {
  database = await openTestStore()
})

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

afterAll(() => database.close())

/** The database behind a line that can fall silent, as when packets are lost, or be cut. */
async function openLine() {
  const url = new URL(database.url)
  const target = { host: url.hostname, port: Number(url.port) }
  const sockets: Socket[] = []
  let isSilent = false
  const server = createServer((near) => {
    const far = connect(target.port, target.host)
    sockets.push(near, far)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
      from.on('data', (data: Buffer) => isSilent || to.write(data))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const cut = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  closing.unshift(cut)
  return {
    url: url.href,
    cut,
    silence: (value = true) => {
      isSilent = value
    },
  }
}

function record(store: Store) {
  const at = new Date('2026-01-05T08:00:00.000Z')
  return inTransaction(store, async (db) => {
    const [status] = await insertDeliveries(db, [
      {
        id: `msg_${randomUUID()}` as DeliveryId,
        source: 'action',
        type: 'post_login',
        auth0UserId: null,
        occurredAt: at,
        receivedAt: at,
        outcome: 'recorded',
        parsed: '{}',
      },
    ])
    return String(status)
  })
}

/** What became of each: `recorded`, or the code of the error. */
async function outcomes(work: readonly Promise<string>[]) {
  const settled = await Promise.allSettled(work)
  return settled.map((one) =>
    one.status === 'fulfilled' ? one.value : (one.reason as { code?: string }).code,
  )
}

test('a transaction whose connection is killed at any moment is recorded or finds the database away', async () => {
  const seen = new Set<unknown>()
  for (let round = 0; round < 40; round += 1) {
    const work = outcomes(Array.from({ length: 4 }, () => record(database.store)))
    for (let turn = 0; turn < round % 8; turn += 1) await database.query('SELECT 1')
    const others = await database.query(
      'SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()',
      [database.schema],
    )
    for (const { id } of others) {
      await database.query(`KILL ${String(id)}`).catch(() => undefined)
    }
    for (const outcome of await work) seen.add(outcome)
  }

  expect(seen).toEqual(new Set(['STORE_UNREACHABLE', 'recorded']))
})

test('a line that is cut is a database that is away', async () => {
  const line = await openLine()
  const store = openStore({ url: line.url })
  closing.unshift(store.close)
  await record(store)

  const work = outcomes(Array.from({ length: 4 }, () => record(store)))
  line.cut()

  expect(await work).toEqual(Array(4).fill('STORE_UNREACHABLE'))
})

test('a line that falls silent is given up after the time that was set, and works again afterwards', async () => {
  const line = await openLine()
  const store = openStore({ url: line.url, connectionsMax: 2, queryTimeoutMs: 200 })
  // Connections that were being made when the line fell silent end as errors.
  closing.push(() => store.close().catch(() => undefined))
  await record(store)
  line.silence()

  const silent = await outcomes(Array.from({ length: 6 }, () => record(store)))
  line.silence(false)

  expect(silent).toEqual(Array(6).fill('STORE_UNREACHABLE'))
  await expect.poll(() => record(store).catch(() => 'away'), { timeout: 20_000 }).toBe('recorded')
})

test('who waits too long for a connection that others hold finds the database away', async () => {
  const store = openStore({ url: database.url, connectionsMax: 1, queryTimeoutMs: 300 })
  closing.unshift(store.close)
  let release: (() => void) | undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const holder = inTransaction(store, async () => held)

  await expect(reading(store, (db) => findAuth0User(db, 'auth0|x' as never))).rejects.toMatchObject(
    AWAY,
  )
  release?.()
  await holder

  await expect(record(store)).resolves.toBe('recorded')
})
