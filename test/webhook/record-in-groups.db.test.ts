import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Auth0UserId, DeliveryId } from '../../kernel/ids.ts'
import type { AccountEvent, Told } from '../../webhook/account-event.ts'
import type { DeliveryAnswer } from '../../webhook/contract/delivery.ts'
import { type Delivered, recordEvent, recordGroup } from '../../webhook/record-event.ts'
import { recordInGroups } from '../../webhook/record-in-groups.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { NOW, receiverDeps } from './open-receiver.ts'

let database: TestStore
beforeAll(async () => {
  database = await openTestStore()
})
afterAll(() => database.close())

const deps = () => receiverDeps(database.store)
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000)

function login(user: string, change: Partial<AccountEvent> = {}): Delivered {
  const occurredAt = change.occurredAt ?? minutesAgo(1)
  const told: AccountEvent = {
    kind: 'account',
    deliveryId: `msg_${user}-${occurredAt.getTime()}` as DeliveryId,
    source: 'action',
    evidence: 'signed',
    type: 'post_login',
    occurredAt,
    knownUntil: occurredAt,
    userId: `auth0|${user}` as Auth0UserId,
    email: `${user}@colorecommerce.us`,
    isEmailVerified: true,
    isBlocked: null,
    name: null,
    createdAt: minutesAgo(100),
    connection: 'Username-Password-Authentication',
    loggedInAt: occurredAt,
    held: {},
    ...change,
  }
  return { told, parsed: JSON.stringify({ id: told.deliveryId }) }
}

async function hire(...names: readonly string[]) {
  for (const name of names) {
    await database.query('INSERT INTO employees (name, email) VALUES (?, ?)', [
      name,
      `${name}@colorecommerce.us`,
    ])
  }
}

/** Everything a world holds, without its name and what is drawn at random. */
async function stateOf(world: string): Promise<unknown> {
  const of = async (sql: string) => database.query(sql, [`%${world}%`])
  const state = {
    users: await of('SELECT * FROM auth0_user_mapping WHERE auth0_user_id LIKE ? ORDER BY 1'),
    employees: await of('SELECT name, auth0_user_id FROM employees WHERE email LIKE ? ORDER BY 1'),
    deliveries: await of(
      'SELECT id, source, type, auth0_user_id, occurred_at, received_at, parsed FROM deliveries WHERE id LIKE ? ORDER BY id',
    ),
    audit: await of(
      `SELECT auth0_user_id, action, reason, delivery_id, before_state, after_state, evidence, productivity_email
       FROM auth0_employee_mapping_audit WHERE auth0_user_id LIKE ? ORDER BY auth0_user_id, id`,
    ),
    jobs: await of(
      'SELECT kind, status, auth0_user_id, payload, open_key FROM account_jobs WHERE auth0_user_id LIKE ? ORDER BY open_key',
    ),
    reviews: await of(
      'SELECT status, reason, subject, delivery_id FROM review_cases WHERE subject LIKE ? ORDER BY subject, id',
    ),
    ledger: await of(
      'SELECT state, write_key, delivery_id, before_state, after_state FROM write_ledger WHERE write_key LIKE ? ORDER BY write_key',
    ),
  }
  const text = JSON.stringify(state, (key, value: unknown) =>
    // Ids of the customer's rows count up from world to world.
    key === 'employee_id' ? (value === null ? null : 'some') : value,
  )
  return JSON.parse(
    text.replaceAll(world, 'world').replaceAll(/\\"employee(_id|Id)\\":\d+/g, 'some'),
  )
}

type Step = {
  readonly user: number
  readonly minute: number
  readonly number: number
  readonly kind:
    | 'login'
    | 'taken offer'
    | 'other address'
    | 'new life'
    | 'read'
    | 'hint'
    | 'log'
    | 'gone'
}

const step: fc.Arbitrary<Step> = fc.record({
  user: fc.integer({ min: 0, max: 1 }),
  minute: fc.integer({ min: 1, max: 4 }),
  // Few, so that some come twice.
  number: fc.integer({ min: 0, max: 40 }),
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('login' as const, 'taken offer' as const) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'other address' as const,
        'new life' as const,
        'read' as const,
        'hint' as const,
        'log' as const,
        'gone' as const,
      ),
    },
  ),
})

function toDelivered(world: string, one: Step): Delivered {
  const user = `${world}-u${one.user}`
  const occurredAt = minutesAgo(one.minute)
  const deliveryId = `msg_${world}-${one.number}` as DeliveryId
  const base = { occurredAt, deliveryId }
  switch (one.kind) {
    case 'login':
      return login(user, base)
    case 'taken offer':
      return login(user, { ...base, held: { podlink_rev: 9 } })
    case 'other address':
      return login(user, { ...base, email: `${world}-u1@colorecommerce.us` })
    case 'new life':
      return login(user, { ...base, createdAt: minutesAgo(20) })
    case 'read':
      return login(user, {
        ...base,
        evidence: 'read',
        knownUntil: minutesAgo(0),
        isBlocked: one.number % 2 === 0,
      })
    case 'hint':
      return login(user, { ...base, evidence: 'hint', source: 'event_stream', loggedInAt: null })
    case 'log':
    case 'gone': {
      const told: Told = {
        kind: 'hint',
        deliveryId,
        source: 'log_stream',
        type: 's',
        userId: `auth0|${user}` as Auth0UserId,
        occurredAt,
        tells: one.kind === 'log' ? 'login' : 'deletion',
      }
      return { told, parsed: '{}' }
    }
  }
}

describe('a group', () => {
  test('stores and answers what the same deliveries store and are answered one by one', async () => {
    let worlds = 0
    let left = 0
    let taken = 0
    const world = async () => {
      worlds += 1
      const name = `w${String(worlds).padStart(5, '0')}`
      await hire(`${name}-u0`, `${name}-u1`)
      return name
    }
    const histories = fc.record({
      before: fc.array(step, { maxLength: 4 }),
      groups: fc.array(fc.array(step, { minLength: 1, maxLength: 9 }), {
        minLength: 1,
        maxLength: 3,
      }),
    })
    const law = fc.asyncProperty(histories, async ({ before, groups }) => {
      const [one, other] = [await world(), await world()]
      const alone = ({ told, parsed }: Delivered) => recordEvent(deps(), told, parsed)
      for (const some of before) {
        await alone(toDelivered(one, some))
        await alone(toDelivered(other, some))
      }
      for (const group of groups) {
        const together = await recordGroup(
          deps(),
          group.map((some) => toDelivered(one, some)),
        )
        // Those that are left come after the group.
        const rest = group.filter((_, index) => together[index] === null)
        const inGroup = group.filter((_, index) => together[index] !== null)
        const expected: DeliveryAnswer[] = []
        for (const some of inGroup) expected.push(await alone(toDelivered(other, some)))
        expect(plain(together.filter((answer) => answer !== null))).toEqual(plain(expected))
        for (const some of rest) {
          const answer = await alone(toDelivered(one, some))
          expect(plain([answer])).toEqual(plain([await alone(toDelivered(other, some))]))
        }
        left += rest.length
        taken += inGroup.length
      }

      expect(await stateOf(one)).toEqual(await stateOf(other))
    })
    const result = await fc.check(law, { numRuns: 120 })

    expect(fc.defaultReportMessage(result)).toBeUndefined()
    // Neither of the two ways is hardly ever taken.
    expect(Math.min(left, taken)).toBeGreaterThan(100)
  }, 60_000)
})

/** The employees of two worlds have different ids. */
function plain(answers: readonly DeliveryAnswer[]) {
  return answers.map(({ status, enrichment }) => ({
    status,
    enrichment: enrichment && { ...enrichment, employee_id: 'some' },
  }))
}

describe('deliveries that come at the same time', () => {
  const users = Array.from({ length: 40 }, (_, index) => `known-${index}`)

  beforeEach(async () => {
    for (const table of ['auth0_user_mapping', 'deliveries', 'auth0_employee_mapping_audit']) {
      await database.query(`DELETE FROM ${table}`)
    }
    await database.query('DELETE FROM employees')
    await hire(...users)
    for (const user of users) {
      const { told, parsed } = login(user, { occurredAt: minutesAgo(9) })
      await recordEvent(deps(), told, parsed)
    }
  })

  test('are committed together, and one by one where that is asked for', async () => {
    const transactions = vi.spyOn(database.store.db, 'transaction')

    await Promise.all(users.map((user) => login(user)).map(recordInGroups(deps())))
    const together = transactions.mock.calls.length
    await Promise.all(
      users
        .map((user) => login(user, { occurredAt: minutesAgo(0) }))
        .map(recordInGroups({ ...deps(), togetherMax: 1 })),
    )

    expect(together).toBe(1)
    expect(transactions.mock.calls.length - together).toBe(users.length)
    const moved = await database.query(
      'SELECT COUNT(*) AS users FROM auth0_user_mapping WHERE last_login = ?',
      [minutesAgo(0)],
    )
    expect(moved).toEqual([{ users: users.length }])
  })

  test('never fail with one among them that cannot be stored', async () => {
    const poison = login('known-25', { type: 'x'.repeat(65) })
    const all = [...users.slice(0, 20).map((user) => login(user)), poison, login('known-30')]

    const outcomes = await Promise.allSettled(all.map(recordInGroups(deps())))

    expect(outcomes.map(({ status }) => status)).toEqual(
      all.map((one) => (one === poison ? 'rejected' : 'fulfilled')),
    )
    expect(outcomes[20]).toMatchObject({ reason: { code: 'STORE_QUERY' } })
    const stored = await database.query('SELECT id FROM deliveries WHERE occurred_at = ?', [
      minutesAgo(1),
    ])
    expect(stored).toHaveLength(21)
  })

  test('are recorded once when one of them is there twice, and both are told the same', async () => {
    const twice = login('known-1')

    const answers = await Promise.all(
      [login('known-0'), twice, { ...twice }].map(recordInGroups(deps())),
    )

    expect(answers.map(({ status }) => status)).toEqual(['recorded', 'recorded', 'duplicate'])
    expect(answers[2]?.enrichment).toEqual(answers[1]?.enrichment)
    expect(answers[2]?.enrichment).not.toBeNull()
  })

  test('do not wait for a first login among them', async () => {
    await hire('newcomer')
    const order: string[] = []
    const record = recordInGroups(deps())
    const note = async (delivered: Delivered) => {
      await record(delivered)
      order.push(delivered.told.userId)
    }

    await Promise.all([login('newcomer'), login('known-0'), login('known-1')].map(note))

    expect(order.at(-1)).toBe('auth0|newcomer')
    const [row] = await database.query(
      "SELECT employee_id IS NOT NULL AS linked FROM auth0_user_mapping WHERE auth0_user_id = 'auth0|newcomer'",
    )
    expect(row).toEqual({ linked: 1 })
  })

  test('go on while somebody holds the user of one that came before', async () => {
    const record = recordInGroups(deps())
    let held: Promise<DeliveryAnswer> | undefined
    let isStillHeld = false
    await database.store.db.transaction().execute(async (db) => {
      await db
        .selectFrom('auth0_user_mapping')
        .select('auth0_user_id')
        .where('auth0_user_id', '=', 'auth0|known-0')
        .forUpdate()
        .execute()
      held = record(login('known-0'))
      await new Promise((resolve) => setImmediate(resolve))
      const settled = vi.fn<() => void>()
      void held.then(settled)

      await record(login('known-1'))

      isStillHeld = settled.mock.calls.length === 0
    })

    expect(isStillHeld).toBe(true)
    expect(await held).toMatchObject({ status: 'recorded' })
  })
})
