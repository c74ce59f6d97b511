import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { randomUUID } from 'node:crypto'
import type { JobId } from '../../kernel/ids.ts'
import { enqueueJobs } from '../../store/tables/account-jobs.ts'
import { inTransaction } from '../../store/transaction.ts'
import { openWorld, type World } from './accounts-world.ts'

const ID = 'auth0|podlink-1-1'
let world: World

beforeEach(async () => {
  world = await openWorld()
  await world.addEmployee({
    id: 1,
    name: 'Jane Roe',
    email: 'jane.roe@colorecommerce.us',
    department: 'Picking',
  })
  await world.provisionAll()
  await world.work()
})
afterEach(() => world.close())

const patches = () => world.calls.filter(({ method }) => method === 'PATCH')
const account = () => world.tenant.state.users.get(ID)
const ledger = () =>
  world.test.query(
    "SELECT state, before_state, after_state FROM write_ledger WHERE operation = 'patch_metadata'",
  )
const audit = (action: string) =>
  world.test.query('SELECT * FROM auth0_employee_mapping_audit WHERE action = ?', [action])

async function update(deps: Parameters<World['work']>[1] = {}) {
  const job = {
    id: randomUUID() as JobId,
    kind: 'update_metadata' as const,
    employeeId: 1 as never,
    auth0UserId: ID as never,
    generation: 1,
    payload: {},
    openKey: null,
    runId: null,
  }
  await inTransaction(world.test.store, (db) => enqueueJobs(db, [job], new Date()))
  return world.work({}, deps)
}

describe('the metadata of an account', () => {
  it('is not written when nothing differs', async () => {
    const report = await update()

    expect(report.done).toBe(1)
    expect(patches()).toEqual([])
    expect(await ledger()).toEqual([])
  })

  it('gets only the keys that differ, with what they held in the ledger', async () => {
    await world.test.query("UPDATE employees SET department = 'Packing'")

    await update()
    await update()

    expect(patches()).toHaveLength(1)
    expect(account()?.app_metadata).toMatchObject({
      department: 'Packing',
      created_by: 'productivity_system',
    })
    const [entry] = await ledger()
    expect(JSON.parse(String(entry?.['before_state']))).toEqual({
      app_metadata: { department: 'Picking' },
      user_metadata: { department: 'Picking' },
    })
    expect(await audit('metadata_written')).toHaveLength(1)
  })

  it('changes from minimal to rich once, and loses no foreign key', async () => {
    const held = account()!
    world.tenant.state.users.set(ID, {
      ...held,
      app_metadata: { ...held.app_metadata, badge: 'B7' },
      user_metadata: { ...held.user_metadata, theme: 'dark' },
    })

    await update({ profile: 'rich' })
    const [first] = patches()
    const sync = account()?.app_metadata?.['podfactory_sync']
    await update({ profile: 'rich' })

    expect(first).toBeDefined()
    expect(patches()).toHaveLength(1)
    expect(account()?.app_metadata).toMatchObject({ badge: 'B7', podfactory_sync: sync })
    expect(account()?.user_metadata).toMatchObject({
      theme: 'dark',
      email_base: 'jane.roe@colorecommerce.us',
    })
  })

  it('never overwrites facts of a newer revision', async () => {
    const held = account()!
    world.tenant.state.users.set(ID, {
      ...held,
      app_metadata: { ...held.app_metadata, podlink_rev: 9, department: 'Shipping' },
    })
    await world.test.query("UPDATE employees SET name = 'Jane Poe'")

    await update()

    expect(account()?.app_metadata).toMatchObject({ podlink_rev: 9, department: 'Shipping' })
    expect(account()?.user_metadata).toMatchObject({ full_name: 'Jane Poe' })
  })

  it('is taken away when the account is nobody’s any more', async () => {
    await world.test.query(
      'UPDATE auth0_user_mapping SET employee_id = NULL, podlink_rev = 2, enrichment = NULL',
    )

    await update()

    expect(account()?.user_metadata).toEqual({})
    expect(account()?.app_metadata).toEqual({
      podlink_rev: 2,
      created_by: 'productivity_system',
      podlink_job_id: expect.any(String),
    })
  })

  it('is booked once when the worker dies after the write and before its end', async () => {
    await world.test.query("UPDATE employees SET department = 'Packing'")
    let isFirst = true
    world.intercept = async ({ method }, send) => {
      const answer = await send()
      if (method !== 'PATCH' || !isFirst) return answer
      isFirst = false
      throw new TypeError('socket closed')
    }

    const report = await update()

    expect(report).toMatchObject({ postponed: 1, done: 1 })
    expect(patches()).toHaveLength(1)
    expect(await ledger()).toMatchObject([{ state: 'done' }])
    expect(await audit('metadata_written')).toHaveLength(1)
  })

  it('is booked as written when the write failed at first and its answer was lost then', async () => {
    await world.test.query("UPDATE employees SET department = 'Packing'")
    let count = 0
    world.intercept = async ({ method }, send) => {
      if (method !== 'PATCH') return send()
      count += 1
      if (count === 1) return new Response('{}', { status: 503 })
      await send()
      throw new TypeError('socket closed')
    }

    const report = await update()

    expect(report).toMatchObject({ postponed: 2, done: 1 })
    expect(patches()).toHaveLength(1)
    expect(await ledger()).toMatchObject([{ state: 'done' }])
    expect(await audit('metadata_written')).toHaveLength(1)
  })

  it('ends with the account: a deleted one becomes a tombstone and the employee is without one', async () => {
    world.tenant.state.users.delete(ID)

    await update()
    await update()

    expect(await world.test.query('SELECT status, employee_id FROM auth0_user_mapping')).toEqual([
      { status: 'deleted', employee_id: null },
    ])
    expect(await world.test.query('SELECT auth0_user_id FROM employees')).toEqual([
      { auth0_user_id: null },
    ])
    expect(await audit('account_deleted')).toHaveLength(1)
  })

  it('of a deleted account gives way to an account of the next generation', async () => {
    world.tenant.state.users.delete(ID)
    await update()

    await world.provisionAll()
    await world.work()

    expect([...world.tenant.state.users.keys()]).toEqual(['auth0|podlink-1-2'])
    expect(await world.test.query('SELECT auth0_user_id FROM employees')).toEqual([
      { auth0_user_id: 'auth0|podlink-1-2' },
    ])
  })
})

describe('deleting an account', () => {
  const remove = async (auth0UserId: string) => {
    const job = {
      id: randomUUID() as JobId,
      kind: 'delete_account' as const,
      employeeId: null,
      auth0UserId: auth0UserId as never,
      generation: 1,
      payload: {},
      openKey: null,
      runId: null,
    }
    await inTransaction(world.test.store, (db) => enqueueJobs(db, [job], new Date()))
    return world.work()
  }

  it('removes one that podlink made, and clears its employee', async () => {
    await remove(ID)

    expect(world.tenant.state.users.size).toBe(0)
    expect(await world.test.query('SELECT auth0_user_id FROM employees')).toEqual([
      { auth0_user_id: null },
    ])
    expect(await audit('account_deleted')).toMatchObject([{ reason: 'deleted_by_podlink' }])
    expect(
      await world.test.query('SELECT operation, state FROM write_ledger ORDER BY write_key'),
    ).toEqual([
      { operation: 'create_user', state: 'undone' },
      { operation: 'delete_user', state: 'done' },
    ])
  })

  it('asks a person about one that podlink did not make', async () => {
    world.addUser({ id: 'auth0|foreign', email: 'x@example.org', isVerified: true })

    const report = await remove('auth0|foreign')

    expect(report.review).toBe(1)
    expect(world.tenant.state.users.has('auth0|foreign')).toBe(true)
  })
})

describe('the role of an account that podlink did not give one', () => {
  const held = () => [...(world.tenant.state.userRoles.get(ID) ?? [])]

  it('is given with the next update, and once', async () => {
    const lead = world.addRole('lead')
    await world.test.query("UPDATE employees SET role_code = 'lead'")

    await update()
    await update()

    expect(held()).toEqual([lead])
    const given = world.calls.filter(
      ({ method, path }) => method === 'POST' && path.endsWith('/roles'),
    )
    expect(given).toHaveLength(1)
  })

  it('is asked about when the tenant has no such role, and the metadata is written all the same', async () => {
    await world.test.query("UPDATE employees SET role_code = 'ghost'")

    const report = await update()

    expect(report.review).toBe(1)
    expect(held()).toEqual([])
    expect(account()?.app_metadata).toMatchObject({ role_code: 'ghost' })
    expect(await world.test.query("SELECT reason FROM review_cases WHERE status = 'open'")).toEqual(
      [{ reason: 'unknown_role' }],
    )
  })
})
