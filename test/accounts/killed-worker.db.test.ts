import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../store/open-store.ts'
import { openWorld, type World } from './accounts-world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
  world.addRole('picker')
  await world.addEmployee({
    id: 1,
    name: 'A B',
    email: 'a.b@colorecommerce.us',
    role_code: 'picker',
  })
  await world.provisionAll()
})
afterEach(() => world.close())

/** A worker that dies at `path`: its request, or the answer to it, never comes back while `isDead`. */
function freezeAt(path: string, moment: 'before' | 'after') {
  let release = () => {}
  const frozen = new Promise<void>((resolve) => {
    release = resolve
  })
  let reached = () => {}
  const isReached = new Promise<void>((resolve) => {
    reached = resolve
  })
  let isFirst = true
  world.intercept = async (call, send) => {
    if (!isFirst || call.path !== path) return send()
    isFirst = false
    const answer = moment === 'after' ? await send() : null
    reached()
    await frozen
    return answer ?? send()
  }
  return { isReached, release }
}

/** Everything that may exist once, and does. */
async function whatExists() {
  const { state } = world.tenant
  const [counts] = await world.test.query(`SELECT
    (SELECT COUNT(*) FROM auth0_employee_mapping_audit WHERE action = 'account_created') AS history,
    (SELECT COUNT(*) FROM write_ledger WHERE state = 'done') AS written,
    (SELECT COUNT(*) FROM write_ledger) AS booked,
    (SELECT COUNT(*) FROM account_jobs WHERE status <> 'done') AS unfinished,
    (SELECT COUNT(*) FROM review_cases WHERE status = 'open') AS questions`)
  return {
    users: [...state.users.keys()],
    roles: [...(state.userRoles.get('auth0|podlink-1-1') ?? [])],
    mappings: await world.test.query('SELECT auth0_user_id, employee_id FROM auth0_user_mapping'),
    counts,
  }
}

const ONE_OF_EVERYTHING = {
  users: ['auth0|podlink-1-1'],
  roles: ['rol_picker'],
  mappings: [{ auth0_user_id: 'auth0|podlink-1-1', employee_id: 1 }],
  counts: { history: 1, written: 2, booked: 2, unfinished: 0, questions: 0 },
}

const expireLeases = () => world.test.query("UPDATE account_jobs SET lease_until = '2020-01-01'")

describe('a worker that is killed', () => {
  it.each([
    ['before the account is asked for', '/api/v2/users', 'before'],
    ['after the account is made, before its answer', '/api/v2/users', 'after'],
    ['before the role is asked for', '/api/v2/users/auth0|podlink-1-1/roles', 'before'],
    [
      'after the role is given, before its answer',
      '/api/v2/users/auth0|podlink-1-1/roles',
      'after',
    ],
  ] as const)(
    '%s leaves one account, mapping and history behind once another worker ran',
    async (_moment, path, when) => {
      const { isReached, release } = freezeAt(path, when)
      const dead = world.work()
      await isReached
      await expireLeases()

      await world.work()

      expect(await whatExists()).toEqual(ONE_OF_EVERYTHING)
      // The dead worker was only asleep: what it does on waking is fenced off.
      release()
      await dead
      expect(await whatExists()).toEqual(ONE_OF_EVERYTHING)
    },
  )

  // Claim, ledger entry of the account, ledger entry of the role, and the end with everything else.
  it.each([1, 2, 3, 4])('in transaction %i of its job leaves nothing half stored', async (nth) => {
    const { store, hasDied } = dyingAt(world.test.store, nth)
    const dead = world.work({}, { store })
    await expect(dead).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await expireLeases()

    await world.work()

    expect(hasDied()).toBe(true)
    expect(await whatExists()).toEqual(ONE_OF_EVERYTHING)
  })
})

describe('a worker whose job passed to another', () => {
  it('sends nothing more', async () => {
    await world.work()
    await world.test.query("UPDATE employees SET department = 'Old'")
    await enqueueUpdate()
    const { isReached, release } = freezeAt('/api/v2/users/auth0|podlink-1-1', 'after')
    const asleep = world.work()
    await isReached
    await expireLeases()
    await world.test.query("UPDATE employees SET department = 'New'")
    await world.work()
    const callsBefore = world.calls.length

    release()
    const report = await asleep

    expect(report.lost).toBe(1)
    expect(world.calls).toHaveLength(callsBefore)
    expect(world.tenant.state.users.get('auth0|podlink-1-1')?.app_metadata).toMatchObject({
      department: 'New',
    })
  })
})

function enqueueUpdate() {
  return world.test.query(
    `INSERT INTO account_jobs SET id = 'update-1', kind = 'update_metadata', status = 'ready', employee_id = 1,
     auth0_user_id = 'auth0|podlink-1-1', payload = '{}', run_at = '2020-01-01', created_at = UTC_TIMESTAMP()`,
  )
}

/** The store whose n-th transaction runs to its end and is lost before its commit; none succeeds after it. */
function dyingAt(store: Store, nth: number) {
  let count = 0
  const transaction = () => ({
    execute: (work: Parameters<ReturnType<typeof store.db.transaction>['execute']>[0]) =>
      store.db.transaction().execute(async (inner) => {
        const result = await work(inner)
        count += 1
        if (count < nth) return result
        throw Object.assign(new Error('connection lost'), { code: 'ECONNRESET' })
      }),
  })
  const db = new Proxy(store.db, {
    get: (target, name) => {
      if (name === 'transaction') return transaction
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { store: { ...store, db }, hasDied: () => count >= nth }
}
