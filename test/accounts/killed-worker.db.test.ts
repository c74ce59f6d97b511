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

/** A worker that sleeps at `path` until it is released: before its request, or before the answer reaches it. */
function freezeAt(path: string, moment: 'before' | 'after', refuse?: () => Response) {
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
    return answer ?? refuse?.() ?? send()
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

  // Claim, account booked and settled, role booked and settled, and the end with everything else.
  it.each([1, 2, 3, 4, 5, 6])(
    'in transaction %i of its job leaves nothing half stored',
    async (nth) => {
      const { store, hasDied } = dyingAt(world.test.store, nth)
      const dead = world.work({}, { store })
      await expect(dead).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
      await expireLeases()

      await world.work()

      expect(hasDied()).toBe(true)
      expect(await whatExists()).toEqual(ONE_OF_EVERYTHING)
    },
  )
})

describe('an account that cannot be linked, because somebody linked the employee meanwhile,', () => {
  // The fourth transaction ends the job; the fifth is the claim of the next one.
  it.each([4, 5])('is stored with its question or not at all (transaction %i)', async (nth) => {
    world.intercept = async ({ method, path }, send) => {
      if (method === 'POST' && path === '/api/v2/users') {
        await world.test.query("UPDATE employees SET auth0_user_id = 'auth0|other'")
      }
      return send()
    }
    await world.test.query('UPDATE employees SET role_code = NULL')
    const { store } = dyingAt(world.test.store, nth)

    await Promise.allSettled([world.work({ claimLimit: 1 }, { store })])

    const count = nth === 4 ? 0 : 1
    const history = "SELECT id FROM auth0_employee_mapping_audit WHERE action = 'review_opened'"
    expect(await world.test.query('SELECT auth0_user_id FROM auth0_user_mapping')).toHaveLength(
      count,
    )
    expect(await world.test.query(history)).toHaveLength(count)
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

describe('a worker that wakes to a refusal after another made the account', () => {
  it('leaves the ledger as it is', async () => {
    const { isReached, release } = freezeAt('/api/v2/users', 'before', () =>
      Response.json({ statusCode: 401, error: 'Unauthorized' }, { status: 401 }),
    )
    const asleep = world.work()
    await isReached
    await expireLeases()
    await world.work()

    release()
    const report = await asleep

    expect(report.lost).toBe(1)
    expect(await whatExists()).toEqual(ONE_OF_EVERYTHING)
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
