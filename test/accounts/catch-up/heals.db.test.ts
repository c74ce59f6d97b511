import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checksumTables } from '../../../store/checksum-tables.ts'
import { type CatchUpWorld, openCatchUpWorld } from './catch-up-world.ts'

const address = (id: number) => `w${id}@colorecommerce.us`
let world: CatchUpWorld

beforeEach(async () => {
  world = await openCatchUpWorld()
  for (let id = 1; id <= 8; id += 1) {
    await world.addEmployee({ id, name: `Worker ${id}`, email: address(id) })
  }
})
afterEach(() => world.close())

const user = (id: string) => world.tenant.state.users.get(id)
const account = async (id: string) =>
  (await world.accounts()).find(({ auth0_user_id }) => auth0_user_id === id)
const path = (id: string) => `/users/${encodeURIComponent(id)}`
/** Requests that change something in Auth0, the token and the export aside. */
const writes = () =>
  world.calls.filter(
    ({ method, path }) =>
      method !== 'GET' && path !== '/oauth/token' && path !== '/api/v2/jobs/users-exports',
  )

describe('what no delivery told of', () => {
  it('is stored by the next catch-up: sign-ups, logins, blocks, changed profiles and deletions', async () => {
    const [quiet, busy, blocked, changed, gone] = await Promise.all(
      [1, 2, 3, 4, 5].map((id) => world.join(address(id))),
    )
    await world.heal()
    for (let count = 0; count < 3; count += 1) await world.logIn(address(2))
    await world.admin('PATCH', path(blocked!), { blocked: true })
    await world.admin('PATCH', path(changed!), { email: 'somebody@elsewhere.example' })
    await world.admin('DELETE', path(gone!))
    const joined = await world.join(address(6))
    await world.logIn(address(6))
    const passing = await world.join('passing@elsewhere.example')
    await world.admin('DELETE', path(passing))

    const outcome = await world.heal()

    expect(outcome).toMatchObject({ kind: 'done', accounts: 'export', logStart: 'stored' })
    expect(await account(quiet!)).toMatchObject({ employee_id: 1, status: 'verified' })
    expect(await account(busy!)).toMatchObject({
      employee_id: 2,
      last_login: new Date(user(busy!)!.last_login!),
    })
    expect(await account(blocked!)).toMatchObject({ employee_id: 3, status: 'blocked' })
    expect(await account(changed!)).toMatchObject({
      employee_id: 4,
      email: 'somebody@elsewhere.example',
    })
    expect(await account(gone!)).toMatchObject({ employee_id: null, status: 'deleted' })
    expect(await account(joined)).toMatchObject({
      employee_id: 6,
      status: 'verified',
      last_login: new Date(user(joined)!.last_login!),
    })
    expect(await account(passing)).toMatchObject({ employee_id: null, status: 'deleted' })
    const rows = await world.test.query('SELECT auth0_user_id FROM employees ORDER BY id')
    expect(rows.map(({ auth0_user_id }) => auth0_user_id)).toEqual([
      ...[quiet, busy, blocked, changed, null, joined, null, null],
    ])
  })

  it('is stored when the log alone is read: logins at once, the rest by what the worker then asks', async () => {
    const known = await world.join(address(1))
    const gone = await world.join(address(2))
    await world.heal()
    await world.logIn(address(1))
    await world.admin('DELETE', path(gone))
    const joined = await world.join(address(3))

    const outcome = await world.catchUp({ withAccounts: false })
    const login = (await account(known))?.['last_login']
    await world.work()

    expect(outcome).toMatchObject({ kind: 'done', accounts: null, logStart: 'stored' })
    expect(outcome).toMatchObject({ figures: { accountsRead: null, accountsAsked: null } })
    expect(login).toEqual(
      new Date(world.tenant.log.entries.findLast(({ type }) => type === 's')!.date),
    )
    expect(await account(gone)).toMatchObject({ status: 'deleted', employee_id: null })
    expect(await account(joined)).toMatchObject({ status: 'verified', employee_id: 3 })
    expect(world.calls.filter(({ path }) => path.includes('users-exports'))).toHaveLength(1)
  })

  it('links the account that was there first when two claim one employee', async () => {
    const { users } = world.tenant.state
    // Before the other by its id and in the export.
    const second = world.addUser({ id: 'auth0|0-second', email: address(1), isVerified: true })
    const first = world.addUser({ id: 'auth0|1-first', email: address(1), isVerified: true })
    const created_at = new Date(world.tenant.now() + 1_000).toISOString()
    users.set(second, { ...users.get(second)!, created_at, updated_at: created_at })

    await world.heal()

    expect(await account(first)).toMatchObject({ employee_id: 1 })
    expect(await account(second)).toMatchObject({ employee_id: null })
  })
})

describe('a catch-up that finds nothing new', () => {
  it('writes no row and nothing to Auth0, and asks for nothing', async () => {
    for (const id of [1, 2, 3]) await world.join(address(id))
    await world.logIn(address(1))
    await world.heal()
    // The worker has told Auth0 whose the accounts are, which changed them.
    await world.heal()
    const before = await checksumTables(world.test.store)
    const deliveries = await world.test.query('SELECT id FROM deliveries ORDER BY id')
    const written = writes().length

    const outcome = await world.catchUp()

    expect(outcome).toMatchObject({
      kind: 'done',
      figures: { accountsRead: 3, accountsRecorded: 0, accountsAsked: 0, logsRecorded: 0 },
    })
    expect(await checksumTables(world.test.store)).toEqual(before)
    expect(await world.test.query('SELECT id FROM deliveries ORDER BY id')).toEqual(deliveries)
    expect(writes()).toHaveLength(written)
    expect(await world.test.query("SELECT id FROM account_jobs WHERE status = 'ready'")).toEqual([])
  })

  it('leaves a line in runs with its figures', async () => {
    await world.join(address(1))
    await world.heal()

    const [row] = await world.test.query('SELECT kind, status, error_code, figures FROM runs')

    expect(row).toMatchObject({ kind: 'catch_up', status: 'succeeded', error_code: null })
    expect(JSON.parse(String(row?.['figures']))).toMatchObject({ accountsRead: 1 })
    expect(await world.test.query('SELECT name FROM leases')).toEqual([])
  })
})
