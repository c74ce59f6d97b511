import { describe, expect, it } from 'vitest'
import { deployActions, managementCalls } from '../drive-tenant.ts'
import { managementSdk } from '../management-sdk.ts'
import { firstConnection, newTenant } from '../new-tenant.ts'

const userScopes = ['create:users', 'read:users', 'update:users', 'delete:users']
const connection = firstConnection
const password = 'Correct-horse-1'

describe('accounts through the auth0 SDK', () => {
  it('are created under the id the caller chose, changed and given roles', async () => {
    const tenant = newTenant()
    const management = managementSdk(tenant, [...userScopes, 'create:roles', 'read:roles'])

    const created = await management.users.create({
      connection,
      user_id: 'employee-7-1',
      email: 'Ada@Example.test',
      password,
      verify_email: false,
      app_metadata: { created_by: 'productivity_system' },
    })
    const role = await management.roles.create({ name: 'viewer' })
    await management.users.roles.assign('auth0|employee-7-1', { roles: [String(role.id)] })
    await management.users.update('auth0|employee-7-1', { app_metadata: { department: 'Print' } })
    const read = await management.users.get('auth0|employee-7-1')
    const roles = await management.users.roles.list('auth0|employee-7-1')
    const byEmail = await management.users.listUsersByEmail({ email: 'ada@example.test' })

    expect(created.user_id).toBe('auth0|employee-7-1')
    expect(read.email).toBe('ada@example.test')
    expect(read.app_metadata).toEqual({ created_by: 'productivity_system', department: 'Print' })
    expect(roles.data.map(({ name }) => name)).toEqual(['viewer'])
    expect(byEmail.map(({ user_id }) => user_id)).toEqual(['auth0|employee-7-1'])
    expect(tenant.mailSink.mails).toEqual([])
  })

  it('are refused with a 409 when the address or the id is taken', async () => {
    const tenant = newTenant()
    const { users } = managementSdk(tenant, userScopes)
    const body = { connection, password, user_id: 'one', email: 'one@example.test' }
    await users.create(body)

    const sameEmail = users.create({ ...body, user_id: 'two', email: 'ONE@example.test' })
    await expect(sameEmail).rejects.toMatchObject({
      statusCode: 409,
      body: { message: 'The user already exists.', errorCode: 'auth0_idp_error' },
    })
    const sameId = users.create({ ...body, email: 'two@example.test' })
    await expect(sameId).rejects.toMatchObject({ statusCode: 409 })
    expect(tenant.state.users.size).toBe(1)
  })

  it('are found by search terms and paged with totals', async () => {
    const tenant = newTenant()
    const { users } = managementSdk(tenant, userScopes)
    for (const name of ['a', 'b', 'c']) {
      const created_by = name === 'c' ? 'somebody' : 'productivity_system'
      const email = `${name}@example.test`
      await users.create({ connection, password, email, app_metadata: { created_by } })
    }

    const page = await users.list({
      q: 'app_metadata.created_by:"productivity_system" AND email:"B@example.test"',
      search_engine: 'v3',
    })
    const all = await users.list({ per_page: 2, page: 0 })

    expect(page.data.map(({ email }) => email)).toEqual(['b@example.test'])
    expect(all.response.total).toBe(3)
    expect(all.data).toHaveLength(2)
  })
})

describe('metadata', () => {
  async function withUser() {
    const tenant = newTenant()
    const api = await managementCalls(tenant, userScopes)
    await api('POST', '/users', {
      connection,
      password,
      user_id: 'x',
      email: 'x@example.test',
      app_metadata: { keep: 1, nested: { a: 1, b: 2 }, gone: true },
      user_metadata: { colour: 'red' },
    })
    const patch = (body: object) => api('PATCH', '/users/auth0%7Cx', body)
    return { patch, api }
  }

  it('merges one level deep, replaces nested objects whole and removes keys set to null', async () => {
    const { patch } = await withUser()

    const { status, body } = await patch({ app_metadata: { nested: { c: 3 }, gone: null } })

    expect(status).toBe(200)
    expect(body['app_metadata']).toEqual({ keep: 1, nested: { c: 3 } })
    expect(body['user_metadata']).toEqual({ colour: 'red' })
  })

  it('is wiped by an empty object', async () => {
    const { patch } = await withUser()

    const { body } = await patch({ app_metadata: {} })

    expect(body['app_metadata']).toEqual({})
  })

  it.each(['email', 'blocked', 'user_id', 'a.b', '$set'])('refuses the key %s', async (key) => {
    const { patch } = await withUser()

    expect((await patch({ app_metadata: { [key]: 'v' } })).status).toBe(400)
  })

  it('is refused when the profile would outgrow 10 KB, and nothing changes', async () => {
    const { patch, api } = await withUser()

    const { status } = await patch({ user_metadata: { long: 'x'.repeat(10_240) } })

    expect(status).toBe(400)
    const { body } = await api('GET', '/users/auth0%7Cx')
    expect(body['user_metadata']).toEqual({ colour: 'red' })
  })
})

describe('requests the real API would not take', () => {
  it('are refused when a field is unknown, in the words of the real API', async () => {
    const api = await managementCalls(newTenant(), userScopes)

    const { status, body } = await api('POST', '/users', { connection, roles: [], email: 'q@q.de' })

    expect(status).toBe(400)
    expect(body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: "Payload validation error: 'Additional properties not allowed: roles'.",
      errorCode: 'invalid_body',
    })
  })

  it('are refused when a field is missing or has the wrong type', async () => {
    const api = await managementCalls(newTenant(), userScopes)

    const missing = await api('POST', '/users', { email: 'a@example.test', password })
    const illTyped = await api('POST', '/users', {
      connection,
      email: 'a@example.test',
      password,
      blocked: 'no',
    })

    expect(missing.body['message']).toBe(
      "Payload validation error: 'Missing required property: connection'.",
    )
    expect(illTyped.body['message']).toBe(
      "Payload validation error: 'Expected type boolean but found type string' on property blocked.",
    )
  })

  it('are refused past the first thousand search results', async () => {
    const api = await managementCalls(newTenant(), userScopes)

    expect((await api('GET', '/users?per_page=100&page=9')).status).toBe(200)
    const { status, body } = await api('GET', '/users?per_page=100&page=10')

    expect(status).toBe(400)
    expect(body['errorCode']).toBe('invalid_paging')
  })

  it('answer 501 and are logged when the endpoint is not modelled', async () => {
    const tenant = newTenant()
    const api = await managementCalls(tenant, userScopes)

    const { status, body } = await api('GET', '/prompts')

    expect(status).toBe(501)
    expect(body['message']).toContain('GET /api/v2/prompts')
    expect(tenant.requestLog.entries.at(-1)).toMatchObject({ status: 501 })
  })
})

describe('creating an account', () => {
  it('answers a taken address without an error code when nobody knows it', async () => {
    const tenant = newTenant({ unknown: { takenUserErrorCode: null } })
    const api = await managementCalls(tenant, userScopes)
    const body = { connection, password, email: 'a@example.test' }
    await api('POST', '/users', body)

    const { status, body: refusal } = await api('POST', '/users', body)

    expect(status).toBe(409)
    expect(refusal).toEqual({
      statusCode: 409,
      error: 'Conflict',
      message: 'The user already exists.',
    })
  })

  it.each([
    ['auth0_idp_error', 'auth0_idp_error'],
    [null, undefined],
  ])('refuses a taken address of a change with the error code %s too', async (code, shown) => {
    const api = await managementCalls(
      newTenant({ unknown: { takenUserErrorCode: code } }),
      userScopes,
    )
    await api('POST', '/users', { connection, password, email: 'a@example.test' })
    const other = { connection, password, email: 'b@example.test', user_id: 'b' }
    await api('POST', '/users', other)

    const { status, body } = await api('PATCH', '/users/auth0%7Cb', { email: 'a@example.test' })

    expect(status).toBe(400)
    expect(body['message']).toBe('The specified new email already exists')
    expect(body['errorCode']).toBe(shown)
  })

  it.each([
    [true, 1],
    [false, 0],
  ])('runs the registration Actions or not (%s), as the tenant is told', async (runs, times) => {
    const tenant = newTenant({ unknown: { registrationRunsForApiUsers: runs } })
    const code = 'exports.onExecutePostUserRegistration = async () => {}'
    await deployActions(tenant, [{ name: 'greet', trigger: 'post-user-registration', code }])
    const api = await managementCalls(tenant, userScopes)

    await api('POST', '/users', { connection, password, email: 'a@example.test' })
    await tenant.idle()

    expect(tenant.executions).toHaveLength(times)
    await tenant.actionInstances.stop()
  })

  it('tells nobody about an account that was refused for its size', async () => {
    const tenant = newTenant()
    const api = await managementCalls(tenant, userScopes)
    const changes: unknown[] = []
    tenant.state.users.onChange((change) => changes.push(change))
    const user_metadata = { long: 'x'.repeat(10_240) }

    const { status } = await api('POST', '/users', {
      connection,
      password,
      email: 'a@example.test',
      user_metadata,
    })

    expect(status).toBe(400)
    expect(changes).toEqual([])
  })

  it('takes a user name only where the connection requires one, and then keeps it in lower case', async () => {
    const tenant = newTenant()
    const api = await managementCalls(tenant, userScopes)
    const create = (name: string, body: object) =>
      api('POST', '/users', { connection, password, email: `${name}@example.test`, ...body })
    const early = await create('a', { username: 'ada' })
    for (const [id, record] of tenant.state.connections) {
      const options = { ...record.options, requires_username: true }
      tenant.state.connections.set(id, { ...record, options })
    }

    const created = await create('b', { username: 'Ada' })
    const missing = await create('c', {})
    const email = await create('d', { username: 'd@example.test' })
    const long = await create('e', { username: 'sixteen-letters-' })

    expect(early.body['errorCode']).toBe('operation_not_supported')
    expect(created.body['username']).toBe('ada')
    expect([missing.status, email.status, long.status]).toEqual([400, 400, 400])
  })

  it('takes no phone number in a connection without that attribute', async () => {
    const api = await managementCalls(newTenant(), userScopes)

    const { status } = await api('POST', '/users', {
      connection,
      password,
      email: 'a@example.test',
      phone_number: '+4930123456',
    })

    expect(status).toBe(400)
  })
})

describe('changing an account', () => {
  async function withAda() {
    const tenant = newTenant()
    const api = await managementCalls(tenant, userScopes)
    const email = 'ada@example.test'
    await api('POST', '/users', { connection, password, user_id: 'ada', email, nickname: 'ada' })
    const patch = (body: object) => api('PATCH', '/users/auth0%7Cada', body)
    return { tenant, api, patch }
  }

  it.each([
    { password: 'Correct-horse-2', email: 'b@example.test' },
    { password: 'Correct-horse-2', email_verified: true },
    { password: 'Correct-horse-2', username: 'ada' },
    { username: 'ada', email: 'b@example.test' },
    { username: 'ada', email_verified: true },
  ])('is refused when it changes together what must be changed apart: %j', async (body) => {
    const { patch } = await withAda()

    const { status, body: refusal } = await patch(body)

    expect(status).toBe(400)
    expect(refusal['message']).toContain('simultaneously')
  })

  it('takes client_id with a new address only, and sends no text messages', async () => {
    const { patch } = await withAda()

    expect((await patch({ client_id: 'c', nickname: 'x' })).status).toBe(400)
    expect((await patch({ client_id: 'c', email: 'b@example.test' })).status).toBe(200)
    expect((await patch({ verify_phone_number: true })).status).toBe(501)
  })

  it('loses nothing of another change at the same time', async () => {
    const { api, patch } = await withAda()

    await Promise.all([patch({ nickname: 'countess' }), patch({ given_name: 'Ada' })])

    const { body } = await api('GET', '/users/auth0%7Cada')
    expect(body).toMatchObject({ nickname: 'countess', given_name: 'Ada' })
  })

  it('unsets a root field with null', async () => {
    const { patch } = await withAda()

    const { body } = await patch({ nickname: null })

    expect(body).not.toHaveProperty('nickname')
  })

  it('does not link identities', async () => {
    const { api } = await withAda()

    const { status } = await api('POST', '/users/auth0%7Cada/identities', { provider: 'auth0' })

    expect(status).toBe(501)
  })
})
