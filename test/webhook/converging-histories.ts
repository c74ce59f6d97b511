import * as fc from 'fast-check'
import { expect } from 'vitest'
import { createReceiver } from '../../webhook/app.ts'
import type { DeliveryBody } from '../../webhook/contract/delivery.ts'
import type { TestStore } from '../database/open-test-store.ts'
import { loginBody, post, receiverDeps, registrationBody } from './open-receiver.ts'

/** An event without the names of the world it is sent in. */
type Told = {
  readonly account: number
  readonly isRegistration: boolean
  readonly minute: number
  /** Which of the accounts that Auth0 made one after the other under this id. */
  readonly life: number
  readonly address: 'first employee' | 'second employee' | 'nobody'
  readonly isVerified: boolean
  readonly connection: string
}

const told: fc.Arbitrary<Told> = fc.record({
  account: fc.integer({ min: 0, max: 1 }),
  isRegistration: fc.boolean(),
  // Few, so that many events are of one moment.
  minute: fc.integer({ min: 0, max: 3 }),
  life: fc.integer({ min: 0, max: 1 }),
  address: fc.constantFrom('first employee', 'second employee', 'nobody'),
  isVerified: fc.boolean(),
  connection: fc.constantFrom('Username-Password-Authentication', 'google-oauth2'),
})

/** Events, and the same ones as they might arrive: in another order, some of them again. */
const histories = fc
  .uniqueArray(fc.integer({ min: 10, max: 99 }), { minLength: 1, maxLength: 7 })
  .chain((ids) =>
    fc.tuple(...ids.map((id) => told.map((event) => ({ id, event })))).chain((events) => {
      const again = fc.subarray(events)
      const arrivals = again.chain((some) => {
        const all = [...events, ...some]
        return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })
      })
      return fc.record({ events: fc.constant(events), arrivals })
    }),
  )

type Arrival = { readonly id: number; readonly event: Told }

/**
 * Whatever the order, however often each event arrives, one by one or all at once: the same facts are known of every
 * account, and mapping, employees and offers agree about whose it is. Runs against the receiver and a real database.
 */
export async function expectConvergence(
  database: TestStore,
  parameters: { readonly numRuns: number },
): Promise<void> {
  const app = createReceiver(receiverDeps(database.store))
  let worlds = 0

  async function recordIn(
    send: (all: readonly (() => Promise<unknown>)[]) => Promise<unknown>,
    arrivals: readonly Arrival[],
  ) {
    worlds += 1
    const world = `w${worlds}`
    await database.query(
      `INSERT INTO employees (name, email, is_active) VALUES (?, ?, 1), (?, ?, 1)`,
      ['First', `first.${world}@colorecommerce.us`, 'Second', `second.${world}@colorecommerce.us`],
    )
    const statuses: unknown[] = []
    const sends = arrivals.map(({ id, event }) => async () => {
      statuses.push((await post(app, bodyOf(event, world), `msg_${world}_${id}`)).status)
    })
    await send(sends)
    expect(statuses).toEqual(arrivals.map(() => 200))
    return factsOf(database, world)
  }

  const inOrder = async (all: readonly (() => Promise<unknown>)[]) => {
    for (const one of all) await one()
  }
  const atOnce = (all: readonly (() => Promise<unknown>)[]) => Promise.all(all.map((one) => one()))

  const law = fc.asyncProperty(histories, async ({ events, arrivals }) => {
    const expected = await recordIn(inOrder, events)

    expect(await recordIn(inOrder, arrivals)).toEqual(expected)
    expect(await recordIn(atOnce, arrivals)).toEqual(expected)
  })
  const result = await fc.check(law, parameters)

  expect(fc.defaultReportMessage(result)).toBeUndefined()
}

function bodyOf(event: Told, world: string): DeliveryBody {
  const addresses = {
    'first employee': `first.${world}@colorecommerce.us`,
    'second employee': `second.${world}@colorecommerce.us`,
    nobody: `nobody.${world}@elsewhere.example`,
  }
  const build = event.isRegistration ? registrationBody : loginBody
  return build({
    occurred_at: `2026-03-01T11:5${event.minute}:00.000Z`,
    connection: event.connection,
    user: {
      id: `auth0|${world}-${event.account}`,
      email: addresses[event.address],
      email_verified: event.isVerified,
      created_at: `2026-02-0${event.life + 1}T08:00:00.000Z`,
    },
  })
}

/** What is known of each account, without the names of its world and without its link, which the first to arrive gets. */
async function factsOf(database: TestStore, world: string): Promise<unknown> {
  const rows = await database.query(
    `SELECT u.auth0_user_id, u.email, u.email_verified, u.connection, u.last_login, u.created_at, u.status, u.profile_at,
       u.profile_delivery_id, u.deleted_at, u.employee_id, u.enrichment, e.id AS named_by
     FROM auth0_user_mapping u LEFT JOIN employees e ON e.auth0_user_id = u.auth0_user_id
     WHERE u.auth0_user_id LIKE ? ORDER BY u.auth0_user_id`,
    [`auth0|${world}-%`],
  )
  const facts = rows.map(({ employee_id, enrichment, named_by, ...row }) => {
    expect([named_by, enrichment === null]).toEqual([employee_id, employee_id === null])
    return row
  })
  return JSON.parse(JSON.stringify(facts).replaceAll(world, 'world'))
}
