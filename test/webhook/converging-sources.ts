import * as fc from 'fast-check'
import type { Hono } from 'hono'
import { expect } from 'vitest'
import { createReceiver } from '../../webhook/app.ts'
import type { TestStore } from '../database/open-test-store.ts'
import { catchUpWith } from './catch-up-with.ts'
import { loginBody, post, receiverDeps, registrationBody } from './open-receiver.ts'
import { logEntry, postStream, streamEvent } from './stream-bodies.ts'
import { type End, type Happening, histories, type History } from './told-histories.ts'

/**
 * Whatever arrives of a history by Actions, event stream and log stream, in which order and however often: after the same
 * catch-up the same is known of every account, and mapping, employees and offers agree about whose it is. Runs against the
 * receiver, the worker's own reads and a real database.
 */
export async function expectConvergenceOfSources(
  database: TestStore,
  parameters: { readonly numRuns: number },
): Promise<void> {
  const deps = receiverDeps(database.store)
  const app = createReceiver(deps)
  let worlds = 0

  async function live(history: History, arrivals: readonly number[], isAllAtOnce: boolean) {
    worlds += 1
    const world = `w${worlds}`
    await database.query(
      `INSERT INTO employees (name, email, is_active) VALUES (?, ?, 1), (?, ?, 1)`,
      ['First', `first.${world}@colorecommerce.us`, 'Second', `second.${world}@colorecommerce.us`],
    )
    const tellers = tellersOf(app, history, world)
    const statuses: number[] = []
    const tell = async (position: number) => {
      const status = await tellers[position]?.()
      if (status !== undefined) statuses.push(status)
    }
    if (isAllAtOnce) await Promise.all(arrivals.map(tell))
    else for (const position of arrivals) await tell(position)
    expect(statuses.filter((status) => status !== 200)).toEqual([])
    await catchUpWith(deps, { logs: logsOf(history, world), accounts: accountsOf(history, world) })
    return factsOf(database, world)
  }

  const law = fc.asyncProperty(histories, async (history) => {
    const everything = [...history.happenings, ...history.ends].map((_, position) => position)
    const expected = await live(history, everything, false)

    expect(await live(history, history.arrivals, history.isAllAtOnce)).toEqual(expected)
  })
  const result = await fc.check(law, parameters)

  expect(fc.defaultReportMessage(result)).toBeUndefined()
}

/** Each life lasts half an hour, long over before now. */
const momentOf = (life: number, minute: number) =>
  new Date(Date.UTC(2026, 2, 1, 10, life * 30 + minute)).toISOString()
const bornAt = (life: number) => momentOf(life, 0)
const happenedAt = ({ life, minute }: Happening) => momentOf(life, 10 + minute)
const endedAt = ({ life }: End) => momentOf(life, 25)
const idOf = (account: number, world: string) => `auth0|${world}-${account}`

function addressOf({ address }: Pick<Happening, 'address'>, world: string): string {
  const addresses = {
    'first employee': `first.${world}@colorecommerce.us`,
    'second employee': `second.${world}@colorecommerce.us`,
    nobody: `nobody.${world}@elsewhere.example`,
  }
  return addresses[address]
}

/** Sends each happening and each end as whoever tells of it does; nothing for an end nobody tells of. */
function tellersOf(app: Hono, history: History, world: string) {
  const { happenings, ends } = history
  return [
    ...happenings.map((one) => () => tellHappening(app, one, world)),
    ...ends.map((one) => () => tellEnd(app, one, world)),
  ]
}

async function tellHappening(app: Hono, one: Happening, world: string): Promise<number> {
  const user = {
    email: addressOf(one, world),
    email_verified: one.isVerified,
    created_at: bornAt(one.life),
  }
  const id = idOf(one.account, world)
  switch (one.by) {
    case 'login':
    case 'registration': {
      const build = one.by === 'login' ? loginBody : registrationBody
      const body = build({
        occurred_at: happenedAt(one),
        connection: one.connection,
        user: { id, ...user },
      })
      return (await post(app, body, `msg_${world}_${one.id}`)).status
    }
    case 'user event': {
      const identities = [{ connection: one.connection }]
      const object = { user_id: id, ...user, updated_at: happenedAt(one), identities }
      const event = streamEvent('user.updated', object, { id: `evt_${world}_${one.id}` })
      return (await postStream(app, 'event-stream', event)).status
    }
    case 'login log':
    case 'change log':
      return (await postStream(app, 'log-stream', [logOf(one, world)])).status
  }
}

async function tellEnd(app: Hono, end: End, world: string): Promise<number | undefined> {
  const object = { user_id: idOf(end.account, world), deleted_at: endedAt(end) }
  const id = `evt_${world}_end_${end.account}_${end.life}`
  switch (end.by) {
    case 'user event': {
      const event = streamEvent('user.deleted', object, { id })
      return (await postStream(app, 'event-stream', event)).status
    }
    case 'log':
      return (await postStream(app, 'log-stream', [logOfEnd(end, world)])).status
    case 'nobody':
      return undefined
  }
}

const LOG_CODES = {
  login: 's',
  'login log': 's',
  registration: 'ss',
  'change log': 'sce',
  'user event': 'sapi',
} as const

function logOf(one: Happening, world: string) {
  const log_id = `${world}_${one.id}`
  const user_id = idOf(one.account, world)
  return { ...logEntry(LOG_CODES[one.by], { user_id, date: happenedAt(one) }), log_id }
}

function logOfEnd(end: End, world: string) {
  const log_id = `${world}_end_${end.account}_${end.life}`
  const user_id = idOf(end.account, world)
  return { ...logEntry('sdu', { user_id, date: endedAt(end) }), log_id }
}

/** What the tenant's log holds of it, oldest first. */
function logsOf({ happenings, ends }: History, world: string) {
  const entries = [
    ...happenings.map((one) => ({ at: happenedAt(one), entry: logOf(one, world) })),
    ...ends.map((one) => ({ at: endedAt(one), entry: logOfEnd(one, world) })),
  ]
  return entries.toSorted((a, b) => (a.at < b.at ? -1 : 1)).map(({ entry }) => entry)
}

/** Every account of the history as Auth0 holds it at the end: gone, or the latest word on its latest life. */
function accountsOf({ happenings, ends }: History, world: string) {
  const numbers = [...new Set(happenings.map(({ account }) => account))]
  return numbers.map((account) => {
    const own = happenings.filter((one) => one.account === account)
    const life = Math.max(...own.map((one) => one.life))
    const isGone = ends.some((end) => end.account === account && end.life === life)
    const ofLife = own.filter((one) => one.life === life)
    const [latest] = ofLife
      .filter(({ by }) => !by.endsWith('log'))
      .toSorted((a, b) => b.minute - a.minute || b.id - a.id)
    const logins = ofLife.filter(({ by }) => by === 'login' || by === 'login log')
    const lastMinute = Math.max(-1, ...logins.map(({ minute }) => minute))
    return {
      id: idOf(account, world),
      isGone,
      email: addressOf(latest ?? { address: 'nobody' }, world),
      isVerified: latest?.isVerified ?? false,
      connection: latest?.connection ?? 'Username-Password-Authentication',
      createdAt: bornAt(life),
      updatedAt: latest === undefined ? bornAt(life) : happenedAt(latest),
      lastLogin: lastMinute < 0 ? null : momentOf(life, 10 + lastMinute),
    }
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
  const facts = rows.map(({ employee_id, enrichment, named_by, profile_delivery_id, ...row }) => {
    expect([named_by, enrichment === null]).toEqual([employee_id, employee_id === null])
    // Of a read it is a digest of its world's names.
    return { ...row, isRead: String(profile_delivery_id).startsWith('read_') }
  })
  return JSON.parse(JSON.stringify(facts).replaceAll(world, 'world'))
}
