import type { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { DeliveryBody } from '../../webhook/contract/delivery.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { loginBody, openReceiver, post, registrationBody } from './open-receiver.ts'

type Event = readonly [id: string, body: DeliveryBody]

let database: TestStore
let app: Hono

beforeAll(async () => {
  database = await openTestStore()
  app = openReceiver(database.store)
})

afterAll(() => database.close())

async function reset() {
  for (const table of [
    'auth0_user_mapping',
    'auth0_employee_mapping_audit',
    'account_jobs',
    'review_cases',
    'deliveries',
    'write_ledger',
    'employees',
  ]) {
    await database.query(`DELETE FROM ${table}`)
  }
  await database.query(
    `INSERT INTO employees (id, name, email) VALUES
     (42, 'John Doe', 'john.doe@colorecommerce.us'), (43, 'Ann Lee', 'ann.lee@colorecommerce.us')`,
  )
}

beforeEach(reset)

async function sendAll(events: readonly Event[]) {
  for (const [id, body] of events) await post(app, body, id)
}

/** What no order may change: everything known of the accounts but the links. */
function facts() {
  return database.query(
    `SELECT auth0_user_id, email, email_verified, connection, last_login, created_at, status, profile_at,
       profile_delivery_id, deleted_at FROM auth0_user_mapping ORDER BY auth0_user_id`,
  )
}

/** Whose the accounts are, as mapping, employees and offers tell it; they never contradict each other. */
async function links() {
  const rows = await database.query(
    `SELECT u.auth0_user_id AS account, u.employee_id AS employee, e.id AS named_by, u.enrichment
     FROM auth0_user_mapping u LEFT JOIN employees e ON e.auth0_user_id = u.auth0_user_id
     ORDER BY account`,
  )
  for (const { employee, named_by, enrichment } of rows) {
    expect(named_by).toBe(employee)
    expect(enrichment === null).toBe(employee === null)
  }
  return rows.map(({ account, employee }) => [account, employee])
}

function openReviews() {
  return database.query(
    "SELECT subject, reason FROM review_cases WHERE status = 'open' ORDER BY subject",
  )
}

describe('events of one account that once proved its address', () => {
  const proof = 'msg_story_2'
  const story: readonly Event[] = [
    [
      'msg_story_1',
      registrationBody({
        occurred_at: '2026-03-01T09:00:00.000Z',
        user: { email_verified: false },
      }),
    ],
    [proof, loginBody({ occurred_at: '2026-03-01T10:00:00.000Z' })],
    [
      'msg_story_3',
      loginBody({
        occurred_at: '2026-03-01T11:00:00.000Z',
        user: { email: 'john.smith@colorecommerce.us', email_verified: false },
      }),
    ],
    [
      'msg_story_4',
      loginBody({
        occurred_at: '2026-03-01T11:00:00.000Z',
        user: { email: 'john.smythe@colorecommerce.us' },
      }),
    ],
  ]
  const linked = [['auth0|user-1', 42]]
  const unlinked = [['auth0|user-1', null]]
  const asked = [{ subject: 'auth0|user-1', reason: 'no_employee_with_address' }]

  test('end in the same facts in every order, and link by the proof only while it is the newest', async () => {
    await sendAll(story)
    const told = await facts()
    expect(told).toMatchObject([
      {
        email: 'john.smythe@colorecommerce.us',
        status: 'verified',
        last_login: new Date('2026-03-01T11:00:00.000Z'),
      },
    ])

    for (const order of permutations(story)) {
      await reset()
      await sendAll([...order, ...order])

      const arrived = order.map(([id]) => id)
      const isInTime = ['msg_story_3', 'msg_story_4'].every(
        (later) => arrived.indexOf(proof) < arrived.indexOf(later),
      )
      expect(await facts()).toEqual(told)
      expect(await links()).toEqual(isInTime ? linked : unlinked)
      expect(await openReviews()).toEqual(isInTime ? [] : asked)
    }
  })

  test('converge when all come at once for a user nobody knows', async () => {
    await sendAll(story)
    const told = await facts()

    for (let round = 0; round < 5; round += 1) {
      await reset()
      const answers = await Promise.all(story.map(([id, body]) => post(app, body, id)))
      expect(answers.map(({ status }) => status)).toEqual(story.map(() => 200))
      expect(await facts()).toEqual(told)
      const isLinked = (await links())[0]?.[1] === 42
      expect(await openReviews()).toEqual(isLinked ? [] : asked)
    }
  })
})

test('an account that proves the addresses of two employees, in any order, keeps its first link and waits for a person', async () => {
  const john = loginBody({ occurred_at: '2026-03-01T09:00:00.000Z' })
  const ann = loginBody({
    occurred_at: '2026-03-01T10:00:00.000Z',
    user: { email: 'ann.lee@colorecommerce.us' },
  })
  const nobody = loginBody({
    occurred_at: '2026-03-01T08:00:00.000Z',
    user: { email_verified: false },
  })
  const story: readonly Event[] = [
    ['msg_two_john', john],
    ['msg_two_ann', ann],
    ['msg_two_nobody', nobody],
  ]
  await sendAll(story)
  const told = await facts()

  for (const order of permutations(story)) {
    await reset()
    await sendAll([...order, ...order])

    const arrived = order.map(([id]) => id)
    const isJohnFirst = arrived.indexOf('msg_two_john') < arrived.indexOf('msg_two_ann')
    expect(await facts()).toEqual(told)
    expect(await links()).toEqual([['auth0|user-1', isJohnFirst ? 42 : 43]])
    expect(await openReviews()).toEqual([
      { subject: 'auth0|user-1', reason: 'address_of_another_employee' },
    ])
  }
})

test('of two accounts that prove one address the first to arrive is linked, and the other waits for a person', async () => {
  const story: readonly Event[] = ['auth0|user-1', 'auth0|user-2'].map((id) => [
    `msg_claim_${id.slice(-1)}`,
    loginBody({ user: { id } }),
  ])

  for (const order of permutations(story)) {
    await reset()
    await sendAll([...order, ...order])

    const [first, second] = order.map(([, body]) => body.user.id)
    expect(new Map((await links()).map(([account, employee]) => [account, employee]))).toEqual(
      new Map<unknown, unknown>([
        [first, 42],
        [second, null],
      ]),
    )
    expect(await openReviews()).toEqual([{ subject: second, reason: 'employee_has_account' }])
  }
})

describe('a linked account with the address of another employee', () => {
  const changed = loginBody({
    occurred_at: '2026-03-01T11:59:30.000Z',
    user: { email: 'ann.lee@colorecommerce.us' },
  })

  test.each([
    ['does not prove it', { ...changed, user: { ...changed.user, email_verified: false } }],
    [
      'has it from a connection that is not on the list',
      { ...changed, connection: 'google-oauth2' },
    ],
    [
      'has one that is nobody’s',
      { ...changed, user: { ...changed.user, email: 'a@elsewhere.example' } },
    ],
  ])('raises no question when it %s', async (_, body) => {
    await post(app, loginBody())

    await post(app, body)

    expect(await links()).toEqual([['auth0|user-1', 42]])
    expect(await openReviews()).toEqual([])
  })

  test('raises none when a person has said that it is not hers', async () => {
    await post(app, loginBody())
    await database.query(
      `INSERT INTO review_decisions (case_id, subject, decision, employee_id, decided_by, decided_at)
       VALUES (1, 'auth0|user-1', 'deny', 43, 'cli:hr', NOW(6))`,
    )

    await post(app, changed)

    await database.query('DELETE FROM review_decisions')
    expect(await openReviews()).toEqual([])
  })
})

describe('an account that Auth0 made again under its id', () => {
  const former = loginBody({ occurred_at: '2026-03-01T11:00:00.000Z' })
  const again = loginBody({
    occurred_at: '2026-03-01T11:59:30.000Z',
    user: { created_at: '2026-03-01T11:58:00.000Z', email_verified: false },
  })

  test('inherits nothing, though nobody told of the deletion', async () => {
    await post(app, former)
    await database.query("UPDATE auth0_user_mapping SET metadata_wanted = REPEAT('a', 64)")

    const answer = await post(app, { ...again, type: 'post_user_registration', login: null })

    expect(answer.body['enrichment']).toBeNull()
    expect(await links()).toEqual([['auth0|user-1', null]])
    const [user] = await database.query('SELECT * FROM auth0_user_mapping')
    expect(user).toMatchObject({
      status: 'created',
      last_login: null,
      metadata_wanted: null,
      podlink_rev: 2,
    })
  })

  test('is told and changed by no late event of the former life', async () => {
    await post(app, former, 'msg_former_life')
    await post(app, { ...again, user: { ...again.user, email_verified: true } })
    const before = await facts()

    const late = await post(app, { ...former, occurred_at: '2026-03-01T11:59:59.000Z' })
    const repeated = await post(app, former, 'msg_former_life')

    expect([late.body, repeated.body]).toEqual([
      { status: 'recorded', enrichment: null },
      { status: 'duplicate', enrichment: null },
    ])
    expect(await facts()).toEqual(before)
    expect(await links()).toEqual([['auth0|user-1', 42]])
  })

  test('ends in the same facts and the same link in every order', async () => {
    const proven = { ...again, user: { ...again.user, email_verified: true } }
    const story: readonly Event[] = [
      ['msg_lives_1', former],
      ['msg_lives_2', again],
      ['msg_lives_3', { ...proven, occurred_at: '2026-03-01T11:59:40.000Z' }],
    ]
    await sendAll(story)
    const told = await facts()

    for (const order of permutations(story)) {
      await reset()
      await sendAll([...order, ...order])
      expect(await facts()).toEqual(told)
      expect(await links()).toEqual([['auth0|user-1', 42]])
      expect(await openReviews()).toEqual([])
    }
  })

  test('is the same account when only the fraction of a second is missing', async () => {
    await post(app, loginBody())

    const user = { created_at: '2026-02-01T08:00:00.987Z' }
    await post(app, loginBody({ occurred_at: '2026-03-01T11:59:30.000Z', user }))

    expect(await database.query('SELECT employee_id, podlink_rev FROM auth0_user_mapping')).toEqual(
      [{ employee_id: 42, podlink_rev: 1 }],
    )
  })
})

function permutations<Item>(items: readonly Item[]): (readonly Item[])[] {
  if (items.length < 2) return [items]
  return items.flatMap((item, at) =>
    permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]),
  )
}
