import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sealBody } from '../../webhook/seal-body.ts'
import { replayDeadLetter } from '../../webhook/replay-dead-letter.ts'
import {
  dropOldBodies,
  findDeadLetter,
  insertDeadLetter,
  type KeptLetter,
  readDeadLetters,
} from '../../store/tables/dead-letters.ts'
import type { DeliveryId } from '../../kernel/ids.ts'
import { reading } from '../../store/transaction.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { loginBody, NOW, receiverDeps } from './open-receiver.ts'
import { logEntry, streamEvent } from './stream-bodies.ts'

const KEY = Buffer.alloc(32, 3)
const ID = 'msg_letter' as DeliveryId
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

/** Keeps a letter with this text, as the receiver does with what it cannot understand. */
async function keep(
  text: string,
  key: Buffer | null = KEY,
  source: KeptLetter['source'] = 'action',
): Promise<KeptLetter> {
  const body = key === null ? null : sealBody(Buffer.from(text), key, ID)
  const letter = { deliveryId: ID, source, reason: 'wrong_shape', body } as const
  await reading(database.store, (db) => insertDeadLetter(db, { ...letter, receivedAt: NOW }))
  const [kept] = await readDeadLetters(database.store.db, { limit: 9, withReplayed: false })
  if (kept === undefined) throw new Error('no letter')
  return kept
}

const deps = () => receiverDeps(database.store, { deadLetterKey: KEY })
const rows = (table: string) => database.query(`SELECT * FROM ${table}`)

describe('the replay of a dead letter', () => {
  test('records what it says once podlink understands it, once, and lets its bytes go', async () => {
    const letter = await keep(JSON.stringify(loginBody()))

    const replays = [await replayDeadLetter(deps(), letter), await replayDeadLetter(deps(), letter)]

    expect(replays).toEqual(['recorded', 'duplicate'])
    expect(await rows('deliveries')).toMatchObject([{ id: ID, auth0_user_id: 'auth0|user-1' }])
    expect(await findDeadLetter(database.store.db, letter.id)).toMatchObject({
      replayedAt: NOW,
      body: null,
    })
  })

  test.each([
    ['event_stream', streamEvent('user.created'), 'evt_0123456789012345678901'],
    ['log_stream', { ...logEntry('s'), log_id: 'log-entry' }, 'log_log-entry'],
    ['catch_up', { ...logEntry('s'), log_id: 'log-entry' }, 'log_log-entry'],
  ] as const)('reads one of the %s as that source writes it', async (source, body, id) => {
    const letter = await keep(JSON.stringify(body), KEY, source)

    expect(await replayDeadLetter(deps(), letter)).toBe('recorded')
    expect(await rows('deliveries')).toMatchObject([{ id, source }])
  })

  test('lets one go that tells podlink nothing', async () => {
    const letter = await keep(JSON.stringify(logEntry('w')), KEY, 'log_stream')

    expect(await replayDeadLetter(deps(), letter)).toBe('ignored')
    expect(await rows('deliveries')).toEqual([])
    expect(await findDeadLetter(database.store.db, letter.id)).toMatchObject({ replayedAt: NOW })
  })

  test('leaves one that is still not understood where it is, with its bytes', async () => {
    const letter = await keep('{"version":7}')

    expect(await replayDeadLetter(deps(), letter)).toBe('misunderstood')
    expect(await findDeadLetter(database.store.db, letter.id)).toEqual(letter)
    expect(await rows('deliveries')).toEqual([])
  })

  test.each([
    ['whose bytes were not kept', null, KEY],
    ['that was sealed with another key', Buffer.alloc(32, 4), KEY],
  ])('cannot open one %s', async (_which, sealedWith, key) => {
    const letter = await keep(JSON.stringify(loginBody()), sealedWith)

    const replay = await replayDeadLetter({ ...deps(), deadLetterKey: key }, letter)

    expect(replay).toBe('sealed')
    expect(await rows('deliveries')).toEqual([])
  })
})

test('bytes of letters that are old enough go, and their reasons stay', async () => {
  await keep(JSON.stringify(loginBody()))
  const atOnce = await dropOldBodies(database.store.db, NOW)
  const later = await dropOldBodies(database.store.db, new Date(NOW.getTime() + 1))

  expect([atOnce, later]).toEqual([0, 1])
  expect(await readDeadLetters(database.store.db, { limit: 9, withReplayed: false })).toMatchObject(
    [{ reason: 'wrong_shape', body: null }],
  )
})
