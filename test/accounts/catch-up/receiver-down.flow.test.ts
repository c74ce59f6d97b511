import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { logIn, managementCalls, signUp, userWith } from '../../sandbox/tenant/drive-tenant.ts'
import { openServedWorld, type ServedWorld } from './served-world.ts'

const EMPLOYEES = 40
const LOGINS = 1_000
/** Logins during which the receiver is away, where it goes away at all. */
const DOWN = { from: 300, to: 700 }
const AT_ONCE = 8

const address = (id: number) => `w${id}@colorecommerce.us`
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

let undisturbed: ServedWorld
let cut: ServedWorld
beforeEach(async () => {
  undisturbed = await openWorld()
  cut = await openWorld()
})
afterEach(async () => {
  await undisturbed.close()
  await cut.close()
})

async function openWorld(): Promise<ServedWorld> {
  const world = await openServedWorld()
  const values = range(1, EMPLOYEES).map((id) => `(${id}, 'Worker ${id}', '${address(id)}', 1)`)
  await world.test.query(
    `INSERT INTO employees (id, name, email, is_active) VALUES ${values.join()}`,
  )
  return world
}

/** A person signs up and proves the address; the proof reaches podlink with the next login. */
async function join({ tenant }: ServedWorld, email: string): Promise<void> {
  const answer = await signUp(tenant, email)
  expect(answer.status).toBe(200)
  const user = userWith(tenant, email)
  const updated_at = new Date(tenant.now()).toISOString()
  tenant.state.users.set(user.user_id, { ...user, email_verified: true, updated_at })
}

/** Logins `from` to `to` (not included), in turns of all who have joined. */
async function logInFrom(world: ServedWorld, from: number, to: number): Promise<void> {
  const emails = [...world.tenant.state.users.values()]
    .filter(({ blocked }) => blocked !== true)
    .map(({ email }) => email ?? '')
    .sort()
  let next = from
  const keepLoggingIn = async () => {
    for (let turn = next++; turn < to; turn = next++) {
      const answer = await logIn(world.tenant, { email: emails[turn % emails.length] ?? '' })
      expect(answer.status).toBe(200)
    }
  }
  await Promise.all(range(1, AT_ONCE).map(keepLoggingIn))
}

/** A day: a thousand logins, and while the receiver may be away sign-ups, a block, a deletion and a new address. */
async function live(world: ServedWorld, isCut: boolean): Promise<void> {
  const admin = await managementCalls(world.tenant, ['update:users', 'delete:users'])
  const path = (id: number) =>
    `/users/${encodeURIComponent(userWith(world.tenant, address(id)).user_id)}`
  const first = await world.startReceiver()
  for (const id of range(1, EMPLOYEES - 10)) await join(world, address(id))
  await logInFrom(world, 0, DOWN.from)
  if (isCut) process.kill(first.pid, 'SIGKILL')
  await logInFrom(world, DOWN.from, DOWN.from + 100)
  for (const id of range(EMPLOYEES - 9, EMPLOYEES)) await join(world, address(id))
  await admin('DELETE', path(1))
  await admin('PATCH', path(2), { blocked: true })
  await admin('PATCH', path(3), { email: 'moved@elsewhere.example', email_verified: true })
  await logInFrom(world, DOWN.from + 100, DOWN.to)
  if (isCut) await world.startReceiver()
  await logInFrom(world, DOWN.to, LOGINS)
  await world.tenant.idle()
}

/** What the tables say of everybody, by address: ids and times differ between two tenants. */
async function essence({ tenant, test }: ServedWorld) {
  const rows = await test.query(
    `SELECT mapping.*, employees.auth0_user_id AS named FROM auth0_user_mapping mapping
     LEFT JOIN employees ON employees.id = mapping.employee_id ORDER BY mapping.email`,
  )
  return rows.map((row) => {
    const lastLogin = tenant.state.users.get(String(row['auth0_user_id']))?.last_login
    return {
      email: row['email'],
      employee: row['employee_id'],
      isNamedByEmployee: row['named'] === row['auth0_user_id'],
      status: row['status'],
      isVerified: row['email_verified'],
      rule: row['link_rule'],
      offered: row['enrichment'],
      isLastLoginOfAuth0:
        lastLogin === undefined
          ? 'gone'
          : (row['last_login'] as Date | null)?.toISOString() === lastLogin,
    }
  })
}

const heal = async (world: ServedWorld) => {
  const outcome = await world.podlink('catch-up')
  const report = await world.podlink('worker', '--until-idle')
  return { outcome, report }
}

describe('a receiver that was away during a thousand logins', () => {
  it('leaves nothing missing: after catch-up and worker the tables are those of a receiver that was never away', async () => {
    await live(undisturbed, false)
    await live(cut, true)
    const [deliveries] = await cut.test.query('SELECT COUNT(*) AS count FROM deliveries')
    expect(Number(deliveries?.['count'])).toBeLessThan(LOGINS)

    await heal(undisturbed)
    const { outcome, report } = await heal(cut)

    expect(outcome).toMatchObject({ outcome: 'done', accounts: 'export' })
    expect(report).toMatchObject({ report: { failed: 0, review: 0 } })
    const healed = await essence(cut)
    expect(healed).toEqual(await essence(undisturbed))
    expect(healed.filter(({ employee }) => employee !== null)).toHaveLength(EMPLOYEES - 1)
    expect(healed.filter(({ isLastLoginOfAuth0 }) => isLastLoginOfAuth0 === false)).toEqual([])
    const statuses = healed.map(({ status }) => String(status))
    expect(statuses.filter((status) => status !== 'verified').sort()).toEqual([
      'blocked',
      'deleted',
    ])

    // What the worker wrote changed the accounts; after that there is nothing more to find.
    await heal(cut)
    const again = await heal(cut)
    expect(again).toMatchObject({
      outcome: { figures: { accountsRecorded: 0, accountsAsked: 0, logsRecorded: 0 } },
      report: { report: { done: 0, failed: 0 } },
    })
    expect(await essence(cut)).toEqual(healed)

    const keeper = cut.start('catch-up', '--every', '1s', '--json')
    expect(await keeper.ready).toMatchObject({ outcome: 'done', accounts: 'export' })
    await keeper.stop()
    expect(await keeper.exitCode).toBe(0)

    // As if AUTH0_DOMAIN named another tenant.
    const { users } = cut.tenant.state
    for (const id of [...users.keys()]) users.delete(id)
    await expect(cut.podlink('catch-up')).rejects.toThrow('ended with code 3')
    expect(await essence(cut)).toEqual(
      healed.map((one) => ({ ...one, isLastLoginOfAuth0: 'gone' })),
    )
  }, 240_000)
})
