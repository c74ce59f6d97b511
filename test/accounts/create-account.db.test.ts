import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CONNECTION, openWorld, type World } from './accounts-world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const writes = () =>
  world.calls.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/v2/'))
const user = (id: string) => world.tenant.state.users.get(id)
const mappings = () => world.test.query('SELECT * FROM auth0_user_mapping ORDER BY auth0_user_id')
const audit = (action: string) =>
  world.test.query('SELECT * FROM auth0_employee_mapping_audit WHERE action = ?', [action])
const cases = () =>
  world.test.query("SELECT subject, reason, candidates FROM review_cases WHERE status = 'open'")

describe('an account for an employee', () => {
  it('carries exactly the minimal metadata, the marks of its making, and the role', async () => {
    const role = world.addRole('associate')
    await world.addEmployee({
      id: 42,
      name: 'John Doe',
      email: 'John.Doe@colorecommerce.us',
      department: 'Heat Press',
      role_code: 'associate',
    })
    await world.provisionAll()

    const report = await world.work()

    expect(report).toMatchObject({ done: 1, failed: 0 })
    const made = user('auth0|podlink-42-1')
    expect(made).toMatchObject({ email: 'john.doe@colorecommerce.us', email_verified: false })
    expect(made?.user_metadata).toEqual({
      employee_id: 42,
      full_name: 'John Doe',
      department: 'Heat Press',
    })
    expect(made?.app_metadata).toEqual({
      employee_id: 42,
      department: 'Heat Press',
      role_code: 'associate',
      podlink_rev: 1,
      created_by: 'productivity_system',
      podlink_job_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect([...(world.tenant.state.userRoles.get('auth0|podlink-42-1') ?? [])]).toEqual([role])
    const [mapping] = await mappings()
    expect(mapping).toMatchObject({
      auth0_user_id: 'auth0|podlink-42-1',
      employee_id: 42,
      email: 'john.doe@colorecommerce.us',
      status: 'created',
      podlink_rev: 1,
      matched_by: 'email',
      link_rule: 'created_for_employee',
    })
    expect(mapping?.['created_at']).toEqual(new Date(String(made?.created_at)))
    expect(await world.test.query('SELECT auth0_user_id FROM employees')).toEqual([
      { auth0_user_id: 'auth0|podlink-42-1' },
    ])
    expect(await audit('account_created')).toMatchObject([{ employee_id: 42, actor: 'worker' }])
    const ledger = await world.test.query('SELECT write_key, state FROM write_ledger ORDER BY 1')
    expect(ledger).toEqual([
      { write_key: 'create:auth0|podlink-42-1', state: 'done' },
      { write_key: expect.stringMatching(`^role:auth0\\|podlink-42-1:${role}:`), state: 'done' },
    ])
  })

  it('holds the PodFactory addresses and their times under the rich profile', async () => {
    await world.addEmployee({ id: 7, name: 'Ann Lee', email: 'ann.lee@colorecommerce.us' })
    await world.test.query(
      "INSERT INTO employee_podfactory_mapping SET podfactory_user_id = '1234', employee_id = 7, podfactory_email = 'Ann.Lee.HP@colorecommerce.us', matched_by = 'email', rule = 'r', score = 1",
    )
    await world.provisionAll()

    await world.work({}, { profile: 'rich' })

    const made = user('auth0|podlink-7-1')
    expect(made?.user_metadata).toMatchObject({
      email_base: 'ann.lee@colorecommerce.us',
      podfactory_email: 'ann.lee.hp@colorecommerce.us',
      email_variations: ['ann.lee@colorecommerce.us', 'ann.lee.hp@colorecommerce.us'],
      email_last_synced: expect.stringMatching(/^20/),
    })
    expect(made?.app_metadata?.['podfactory_sync']).toEqual({
      enabled: true,
      matched: true,
      podfactory_user_id: 1234,
      last_sync: made?.user_metadata?.['email_last_synced'],
    })
    expect(writes().map(({ method }) => method)).toEqual(['POST'])
  })

  it('is made once each for a hundred employees, with one token and no call when asked again', async () => {
    world.addRole('picker')
    for (let id = 1; id <= 100; id += 1) {
      await world.addEmployee({
        id,
        name: `Worker ${id}`,
        email: `w${id}@colorecommerce.us`,
        role_code: 'picker',
      })
    }
    await world.provisionAll()
    await Promise.all([world.work(), world.work()])
    const callsBefore = world.calls.length

    await world.provisionAll()
    await world.work()

    expect(world.tenant.state.users.size).toBe(100)
    expect(await mappings()).toHaveLength(100)
    expect(await audit('account_created')).toHaveLength(100)
    expect(writes()).toHaveLength(200)
    const paths = world.calls.map(({ path }) => path)
    expect(paths.filter((path) => path === '/oauth/token')).toHaveLength(1)
    expect(world.calls).toHaveLength(callsBefore)
  })

  it('is not taken for podlink’s because it carries the marks and the id', async () => {
    await world.addEmployee({ id: 3, name: 'Kim Ray', email: 'kim.ray@colorecommerce.us' })
    world.addUser({
      id: 'auth0|podlink-3-1',
      email: 'thief@elsewhere.example',
      isVerified: true,
      appMetadata: { created_by: 'productivity_system', employee_id: 3, podlink_job_id: 'forged' },
    })
    await world.provisionAll()

    const report = await world.work()

    expect(report.review).toBe(1)
    expect(await mappings()).toEqual([])
    expect(await cases()).toMatchObject([{ subject: '3', reason: 'foreign_account' }])
  })

  it('keeps what deliveries brought before it was stored', async () => {
    await world.addEmployee({ id: 5, name: 'Eve Orr', email: 'eve.orr@colorecommerce.us' })
    await world.test.query(
      `INSERT INTO auth0_user_mapping SET auth0_user_id = 'auth0|podlink-5-1', email = 'eve.orr@colorecommerce.us',
       email_verified = 1, connection = '${CONNECTION}', status = 'verified',
       last_login = '2026-02-03 04:05:06', profile_at = '2026-02-03 04:05:06', profile_delivery_id = 'msg_early-one'`,
    )
    await world.provisionAll()

    await world.work()

    expect(await mappings()).toMatchObject([
      {
        employee_id: 5,
        email_verified: 1,
        status: 'verified',
        last_login: new Date('2026-02-03T04:05:06Z'),
        profile_delivery_id: 'msg_early-one',
      },
    ])
  })

  it('is not made with a role that the tenant does not have', async () => {
    await world.addEmployee({
      id: 8,
      name: 'No Role',
      email: 'no.role@colorecommerce.us',
      role_code: 'ghost',
    })
    await world.provisionAll()

    const report = await world.work()

    expect(report.review).toBe(1)
    expect(await cases()).toMatchObject([{ subject: '8', reason: 'unknown_role' }])
    expect(writes()).toEqual([])
  })

  it('is not made while the kill switch stands, and is made once it is lifted', async () => {
    await world.addEmployee({ id: 9, name: 'Later On', email: 'later.on@colorecommerce.us' })
    await world.provisionAll()
    const put =
      "REPLACE INTO settings (name, value, changed_by, changed_at) VALUES ('provisioning', ?, 'test', NOW())"
    await world.test.query(put, ['off'])

    const switchedOff = await world.work()
    const callsWhileOff = world.calls.length
    await world.test.query(put, ['on'])
    await world.provisionAll()
    await world.work()

    expect(switchedOff.cancelled).toBe(1)
    expect(callsWhileOff).toBe(0)
    expect(world.tenant.state.users.size).toBe(1)
    expect(await mappings()).toHaveLength(1)
  })
})

describe('an address that somebody has already', () => {
  const employee = { id: 3, name: 'Kim Ray', email: 'Kim.Ray@colorecommerce.us' }
  const email = 'kim.ray@colorecommerce.us'

  it('is adopted when it is verified, allowed, exactly his and nobody’s', async () => {
    world.addRole('picker')
    await world.addEmployee({ ...employee, role_code: 'picker' })
    world.addUser({ id: 'auth0|old', email, isVerified: true })
    await world.provisionAll()

    await world.work()

    expect(world.tenant.state.users.size).toBe(1)
    expect(await mappings()).toMatchObject([
      {
        auth0_user_id: 'auth0|old',
        employee_id: 3,
        link_rule: 'adopted_exact_email',
        status: 'verified',
      },
    ])
    expect(await audit('account_linked')).toHaveLength(1)
    expect(user('auth0|old')?.app_metadata).toMatchObject({ employee_id: 3, podlink_rev: 1 })
    expect(user('auth0|old')?.app_metadata?.['created_by']).toBeUndefined()
    expect([...(world.tenant.state.userRoles.get('auth0|old') ?? [])]).toEqual(['rol_picker'])
  })

  it.each([
    ['not verified', { isVerified: false }, 'not_verified'],
    [
      'of another connection',
      { isVerified: true, connection: 'google-oauth2' },
      'connection_not_allowed',
    ],
  ])('is a question when it is %s', async (_name, facts, why) => {
    await world.addEmployee(employee)
    world.addUser({ id: 'auth0|old', email, ...facts })
    await world.test.query(
      "INSERT INTO auth0_user_mapping SET auth0_user_id = 'auth0|old', email = ?, status = 'created'",
      [email],
    )
    await world.provisionAll()

    const report = await world.work()

    expect(report.review).toBe(1)
    const [question] = await cases()
    expect(question).toMatchObject({ subject: '3', reason: 'address_taken' })
    expect(String(question?.['candidates'])).toContain(why)
    expect(writes()).toEqual([])
    expect(await world.test.query('SELECT auth0_user_id FROM employees')).toEqual([
      { auth0_user_id: null },
    ])
  })

  it('is a question when the account is another employee’s', async () => {
    await world.addEmployee(employee)
    await world.addEmployee({
      id: 4,
      name: 'Other',
      email: 'other@colorecommerce.us',
      auth0_user_id: 'auth0|old',
    })
    world.addUser({ id: 'auth0|old', email, isVerified: true })
    await world.provisionAll()

    await world.work()

    const [question] = await cases()
    expect(String(question?.['candidates'])).toContain('linked_to_another')
    expect(await mappings()).toEqual([])
  })
})
