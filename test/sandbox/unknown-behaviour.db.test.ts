import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildActions } from '../../auth0-tenant/build-actions.ts'
import type { Tenant } from '../../sandbox/tenant/create-tenant.ts'
import type { UnknownBehaviour } from '../../sandbox/tenant/unknown-behaviour.ts'
import { CONNECTION, openWorld, type World } from '../accounts/accounts-world.ts'
import { openReceiver, SECRET } from '../webhook/open-receiver.ts'
import { call, claimsOf, deployActions, logIn, password, signUp } from './tenant/drive-tenant.ts'

/** For every setting the ways that are not the likely one. */
const otherWays: { readonly [Key in keyof UnknownBehaviour]: readonly UnknownBehaviour[Key][] } = {
  registrationRunsForApiUsers: [false],
  loginEmitsUserUpdated: [false],
  refusesPlainHandlers: [false],
  secretWithoutValue: ['refused'],
  takenUserErrorCode: [null, 'user_exists'],
  importWithoutMetadata: ['wipes'],
  pagingPastEnd: ['empty'],
  failuresInARowMax: [3],
  deliveryTimeoutMs: [1_000],
  eventsWhileDisabled: ['dropped'],
  logBatchMax: [1],
  logRetryMs: [100],
  logRestartMs: [1_000],
  jsonObjectLogs: ['one-each'],
  authorizationCodeLifetimeMs: [30_000],
  sessionLoginCounts: [false],
  deniedLoginKeepsSession: [false],
  rateLimitRefill: ['per-window'],
}
type Way = readonly [setting: string, value: unknown]
const ways: readonly Way[] = [
  ['nothing', 'likely'],
  ...Object.entries(otherWays).flatMap(([setting, values]) =>
    values.map((value): Way => [setting, value]),
  ),
]

const namespace = 'https://claims.example.test/'
const people = {
  provisioned: { id: 1, name: 'Ada Lovelace', email: 'ada.lovelace@colorecommerce.us' },
  signsUp: { id: 2, name: 'Ben Nguyen', email: 'ben.nguyen@colorecommerce.us' },
  hasAccount: { id: 3, name: 'Eve Núñez', email: 'eve.nunez@colorecommerce.us' },
}
const stranger = 'stranger@example.test'

let folder: string
let actions: Parameters<typeof deployActions>[1]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podlink-unknown-'))
  const built = await buildActions({ outFolder: folder })
  const secrets = [
    { name: 'RECEIVER_URL', value: 'https://receiver.example.test' },
    { name: 'WEBHOOK_SECRET', value: SECRET },
    { name: 'CLAIMS_NAMESPACE', value: namespace },
    { name: 'BUDGET_MS', value: '5000' },
  ]
  actions = await Promise.all(
    built.map(async ({ file, path }) => ({
      name: file,
      trigger:
        file === 'post-login' ? ('post-login' as const) : ('post-user-registration' as const),
      code: await readFile(path, 'utf8'),
      secrets,
    })),
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A tenant whose Actions reach the receiver of the same database. */
async function openWholeWorld(unknown: Partial<UnknownBehaviour>): Promise<World> {
  let receiver: Hono | null = null
  const world = await openWorld({
    unknown,
    fetch: async (input, init) => {
      if (receiver === null) throw new TypeError('fetch failed')
      return receiver.fetch(new Request(input, init))
    },
  })
  receiver = openReceiver(world.test.store, { now: () => new Date() })
  await deployActions(world.tenant, actions)
  return world
}

async function openMail(tenant: Tenant, address: string, form?: object): Promise<void> {
  const link = new URL(tenant.mailSink.lastTo(address)?.link ?? '')
  const path = `${link.pathname}${link.search}`
  const method = form === undefined ? 'GET' : 'POST'
  const answer = await call(tenant, { method, path, body: form })
  if (answer.status !== 200) throw new Error(`the mailed link answered ${answer.status}`)
}

async function liveThrough(world: World): Promise<readonly unknown[]> {
  const { tenant } = world
  const { provisioned, signsUp, hasAccount } = people
  for (const person of [provisioned, hasAccount]) await world.addEmployee(person)
  world.addUser({ id: 'auth0|by-hand', email: hasAccount.email, isVerified: true })
  await world.provisionAll()
  await world.work()
  await tenant.idle()
  await world.addEmployee(signsUp)
  for (const email of [signsUp.email, stranger]) {
    await signUp(tenant, email)
    await openMail(tenant, email)
  }
  await call(tenant, {
    method: 'POST',
    path: '/dbconnections/change_password',
    body: { client_id: 'people-client', connection: CONNECTION, email: provisioned.email },
  })
  await openMail(tenant, provisioned.email, { password })
  const emails = [provisioned.email, signsUp.email, stranger]
  for (const email of emails) await logIn(tenant, { email })
  await tenant.idle()
  await world.work()
  const logins = await Promise.all(emails.map((email) => logIn(tenant, { email })))
  await tenant.idle()
  return logins.map((login) => claimsOf(login, 'id_token')[`${namespace}employee_id`] ?? null)
}

const lines = (rows: readonly object[]) => rows.map((row) => Object.values(row).join(' '))

/** Links, jobs that are not done, open reviews, and what the accounts hold: one line each. */
async function endState(world: World) {
  const { query } = world.test
  const accounts = [...world.tenant.state.users.values()].map(({ email, app_metadata }) => {
    return { email, employee: app_metadata?.['employee_id'] ?? 'nobody' }
  })
  return {
    mappings: lines(
      await query(
        `SELECT email, COALESCE(employee_id, 'nobody') AS employee, status, link_rule
         FROM auth0_user_mapping ORDER BY email`,
      ),
    ),
    employees: lines(await query('SELECT id FROM employees WHERE auth0_user_id IS NOT NULL')),
    jobs: lines(await query("SELECT kind, employee_id FROM account_jobs WHERE status <> 'done'")),
    reviews: lines(await query("SELECT reason FROM review_cases WHERE status = 'open'")),
    accounts: lines(accounts).toSorted(),
  }
}

const expectedEnd = {
  mappings: [
    'ada.lovelace@colorecommerce.us 1 verified created_for_employee',
    'ben.nguyen@colorecommerce.us 2 verified sign_up_exact_email',
    'eve.nunez@colorecommerce.us 3 verified adopted_exact_email',
    'stranger@example.test nobody verified ',
  ],
  employees: ['1', '2', '3'],
  jobs: [],
  reviews: ['no_employee_with_address'],
  accounts: [
    'ada.lovelace@colorecommerce.us 1',
    'ben.nguyen@colorecommerce.us 2',
    'eve.nunez@colorecommerce.us 3',
    'stranger@example.test nobody',
  ],
}

describe('a tenant that behaves as the real one may or may not', () => {
  it.each(ways)('ends in the same state with %s as %s', async (setting, value) => {
    const world = await openWholeWorld({ [setting]: value })

    const claims = await liveThrough(world)

    expect(claims).toEqual([1, 2, null])
    expect(await endState(world)).toEqual(expectedEnd)
    await world.close()
  })
})
