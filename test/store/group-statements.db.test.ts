import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Auth0UserId, DeliveryId, EmployeeId } from '../../kernel/ids.ts'
import { updateAuth0Facts } from '../../store/tables/auth0-user-facts.ts'
import {
  findAuth0User,
  insertAuth0User,
  insertUnknownUsers,
  unknownUser,
} from '../../store/tables/auth0-user-mapping.ts'
import { type Delivery, insertDeliveries } from '../../store/tables/deliveries.ts'
import { inTransaction } from '../../store/transaction.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'

let database: TestStore
beforeAll(async () => {
  database = await openTestStore()
})
afterAll(() => database.close())
beforeEach(async () => {
  for (const table of ['deliveries', 'auth0_user_mapping']) {
    await database.query(`DELETE FROM ${table}`)
  }
})

const AT = new Date('2026-03-01T12:00:00.000Z')
const idOf = (name: string) => `auth0|${name}` as Auth0UserId

function delivery(id: string, text = 'first'): Delivery {
  return {
    id: `msg_${id}` as DeliveryId,
    source: 'action',
    type: 'post_login',
    auth0UserId: null,
    occurredAt: AT,
    receivedAt: AT,
    outcome: 'recorded',
    parsed: JSON.stringify(text),
  }
}

const insert = (...all: readonly Delivery[]) =>
  inTransaction(database.store, (db) => insertDeliveries(db, all))

/** Work in a transaction that is committed a moment after it was done. */
function slowly(
  work: (db: Parameters<Parameters<typeof inTransaction>[1]>[0]) => Promise<unknown>,
) {
  let isDone: (() => void) | undefined
  const done = new Promise<void>((resolve) => {
    isDone = resolve
  })
  const committed = inTransaction(database.store, async (db) => {
    await work(db)
    isDone?.()
    await new Promise((resolve) => setTimeout(resolve, 100))
  })
  return { done, committed }
}

describe('deliveries stored together', () => {
  test('are told from those accepted before and from those twice in the list', async () => {
    await insert(delivery('b'))

    const statuses = await insert(
      delivery('c'),
      delivery('b', 'again'),
      delivery('a'),
      delivery('c', 'again'),
    )

    expect(statuses).toEqual(['recorded', 'duplicate', 'recorded', 'duplicate'])
    expect(await database.query('SELECT id, parsed FROM deliveries ORDER BY id')).toEqual([
      { id: 'msg_a', parsed: '"first"' },
      { id: 'msg_b', parsed: '"first"' },
      { id: 'msg_c', parsed: '"first"' },
    ])
  })

  test('wait for a transaction that stores one of them, and find it a duplicate', async () => {
    const other = slowly((db) => insertDeliveries(db, [delivery('b')]))
    await other.done

    const statuses = await insert(delivery('a'), delivery('b'), delivery('c'))

    expect(statuses).toEqual(['recorded', 'duplicate', 'recorded'])
    await other.committed
  })

  test('are stored once by transactions that hold the same ones in another order', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `n${index}`)
    const lists = [names, names.toReversed(), names.toSorted(), names.slice(10)]

    const all = await Promise.all(
      lists.map((list) => insert(...list.map((name) => delivery(name)))),
    )

    expect(all.flat().filter((status) => status === 'recorded')).toHaveLength(30)
  })
})

describe('users nobody knows', () => {
  test('get a row each, and one that was stored meanwhile is returned as it was stored', async () => {
    const known = { ...unknownUser(idOf('b')), email: 'b@colorecommerce.us' }
    const other = slowly((db) => insertAuth0User(db, known))
    await other.done

    const met = await inTransaction(database.store, (db) =>
      insertUnknownUsers(db, [idOf('c'), idOf('b'), idOf('a')]),
    )

    await other.committed
    expect(met).toEqual([known])
    expect(
      await database.query('SELECT auth0_user_id, email FROM auth0_user_mapping ORDER BY 1'),
    ).toEqual([
      { auth0_user_id: 'auth0|a', email: null },
      { auth0_user_id: 'auth0|b', email: 'b@colorecommerce.us' },
      { auth0_user_id: 'auth0|c', email: null },
    ])
  })
})

test('the facts of users are stored without whose they are and what they were offered', async () => {
  const linked = {
    ...unknownUser(idOf('a')),
    employeeId: 7 as EmployeeId,
    podlinkRev: 3,
    enrichment: '{}',
    metadataWanted: 'x'.repeat(64),
    deletedAt: AT,
  }
  await inTransaction(database.store, (db) => insertAuth0User(db, linked))
  const facts = {
    email: 'a@colorecommerce.us',
    isEmailVerified: true,
    connection: 'google-oauth2',
    lastLogin: AT,
    createdAt: AT,
    status: 'verified',
    profileAt: AT,
    profileDeliveryId: 'msg_a' as DeliveryId,
  } as const

  await inTransaction(database.store, (db) =>
    updateAuth0Facts(db, [{ ...unknownUser(idOf('a')), ...facts }]),
  )

  expect(await findAuth0User(database.store.db, idOf('a'))).toEqual({ ...linked, ...facts })
})
