import { describe, expect, it } from 'vitest'
import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'
import {
  authorizeAddress,
  cameBackWith,
  exchange,
  logInOnPage,
  tenantWithApplication,
  tokenRequest,
} from './application.ts'
import { newBrowser } from './browser.ts'
import { logIn, managementCalls, signUp, userWith } from './drive-tenant.ts'
import { managementSdk } from './management-sdk.ts'
import { firstConnection, newTenant } from './new-tenant.ts'

const scopes = [
  'read:users',
  'update:users',
  'delete:users',
  'read:logs',
  'create:user_tickets',
  'create:roles',
  'update:roles',
]
const audience = 'https://api.example.test'
const email = 'ada@example.test'

async function withAda() {
  const tenant = newTenant()
  const api = await managementCalls(tenant, scopes)
  await signUp(tenant, email)
  const { user_id } = userWith(tenant, email)
  return { tenant, api, user_id, path: `/users/${encodeURIComponent(user_id)}` }
}

/** Ada logged in through a page, and a machine that may do what the tests ask of it. */
async function loggedIn() {
  const tenant = tenantWithApplication()
  const api = await managementCalls(tenant, [...scopes, 'create:users', 'delete:connections'])
  await signUp(tenant, email)
  const browser = newBrowser(tenant)
  await logInOnPage(browser, { email })
  const { user_id: userId } = userWith(tenant, email)
  return { tenant, api, browser, userId, path: `/users/${encodeURIComponent(userId)}` }
}

function putApi(tenant: Tenant): void {
  tenant.state.resourceServers.set('api', {
    id: 'api',
    identifier: audience,
    name: 'Orders',
    is_system: false,
    scopes: [{ value: 'read:orders', description: 'Read orders' }],
    settings: { enforce_policies: true, token_dialect: 'access_token_authz' },
  })
}

const permission = { resource_server_identifier: audience, permission_name: 'read:orders' }

describe('permissions of a person', () => {
  it('are given directly, shown with their sources, and taken again', async () => {
    const { tenant, api, path } = await withAda()
    putApi(tenant)
    const role = await api('POST', '/roles', { name: 'clerk' })
    const roleId = String(role.body['id'])
    await api('POST', `/roles/${roleId}/permissions`, { permissions: [permission] })
    await api('POST', `${path}/roles`, { roles: [roleId] })

    const given = await api('POST', `${path}/permissions`, {
      permissions: [permission, permission],
    })
    const both = await api('GET', `${path}/permissions`)
    const taken = await api('DELETE', `${path}/permissions`, { permissions: [permission] })
    const left = await api('GET', `${path}/permissions`)

    const roleSource = { source_id: roleId, source_name: 'clerk', source_type: 'ROLE' }
    const direct = { source_id: '', source_name: '', source_type: 'DIRECT' }
    const described = {
      ...permission,
      resource_server_name: 'Orders',
      description: 'Read orders',
    }
    expect([given.status, taken.status]).toEqual([201, 204])
    expect(both.body).toEqual([{ ...described, sources: [direct, roleSource] }])
    expect(left.body).toEqual([{ ...described, sources: [roleSource] }])
  })

  it('come into the access token', async () => {
    const { tenant, api, path } = await withAda()
    putApi(tenant)
    await api('POST', `${path}/permissions`, { permissions: [permission] })

    const answer = await logIn(tenant, { email }, { audience, scope: 'read:orders' })

    expect(answer.body['scope']).toBe('read:orders')
  })

  it('are refused when the API does not define them', async () => {
    const { api, path } = await withAda()

    const { status } = await api('POST', `${path}/permissions`, { permissions: [permission] })

    expect(status).toBe(404)
  })
})

describe('the holders of a role', () => {
  it('are listed with what a role shows of them, a page at a time', async () => {
    const tenant = newTenant()
    const { roles } = managementSdk(tenant, ['read:roles', 'update:roles', 'create:roles'])
    const names = ['a', 'b', 'c']
    for (const name of names) await signUp(tenant, `${name}@example.test`)
    const users = names.map((name) => userWith(tenant, `${name}@example.test`))
    const { id } = await roles.create({ name: 'clerk' })
    const roleId = String(id)
    await roles.users.assign(roleId, { users: users.map(({ user_id }) => user_id) })

    const page = await roles.users.list(roleId, { take: 2 })
    const firstLength = page.data.length
    const all = []
    for await (const user of page) all.push(user)

    expect(firstLength).toBe(2)
    expect(all).toEqual(
      users.map(({ user_id, email, name, picture }) => ({ user_id, email, name, picture })),
    )
  })
})

describe('the log of a person', () => {
  it('holds what happened to this account, newest first, also after it is gone', async () => {
    const { tenant, api, path } = await withAda()
    await signUp(tenant, 'bob@example.test')
    await logIn(tenant, { email })
    await api('DELETE', path)

    const { body } = await api('GET', `${path}/logs?include_totals=true&per_page=2&page=0`)
    const oldest = await api('GET', `${path}/logs?sort=date:1&per_page=1`)

    const types = (logs: unknown) =>
      Object.values(Object(logs)).map((entry) => Reflect.get(Object(entry), 'type') as unknown)
    expect(body).toMatchObject({ start: 0, limit: 2, length: 2 })
    expect(types(body['logs'])).toEqual(['sdu', 'sapi'])
    expect(types(oldest.body)).toEqual(['ss'])
  })
})

describe('deleting a person', () => {
  it('takes tickets, tokens, roles and permissions along', async () => {
    const { tenant, api, path, user_id } = await withAda()
    putApi(tenant)
    await api('POST', `${path}/permissions`, { permissions: [permission] })
    await api('POST', '/tickets/password-change', { user_id })
    const login = await logIn(tenant, { email, scope: 'openid offline_access' })
    const { state } = tenant
    const held = [state.tickets, state.refreshTokens, state.opaqueTokens, state.userPermissions]
    const before = held.map(({ size }) => size > 0)

    await api('DELETE', path)
    const refreshed = await tokenRequest(tenant, {
      grant_type: 'refresh_token',
      refresh_token: String(login.body['refresh_token']),
    })

    expect(before).toEqual([true, true, true, true])
    expect(held.map(({ size }) => size)).toEqual([0, 0, 0, 0])
    expect(refreshed.status).toBe(403)
  })

  it('ends sessions and codes for good, also for a later account of the same id', async () => {
    const { tenant, api, browser, path, userId } = await loggedIn()
    const waiting = await browser.open(authorizeAddress({ prompt: 'none' }))

    await api('DELETE', path)
    await api('POST', '/users', {
      connection: firstConnection,
      email,
      password: 'Another-horse-1',
      user_id: userId.slice('auth0|'.length),
    })
    const silent = await browser.open(authorizeAddress({ prompt: 'none' }))
    const exchanged = await exchange(tenant, waiting)

    expect(tenant.state.users.has(userId)).toBe(true)
    expect(cameBackWith(silent)['error']).toBe('login_required')
    expect(exchanged.body['error']).toBe('invalid_grant')
  })

  it('happens to everybody of a connection that is deleted', async () => {
    const { tenant, api } = await loggedIn()
    const { tickets, opaqueTokens, logins } = tenant.state
    await logIn(tenant, { email })
    const held = [tickets, opaqueTokens, logins.sessions, logins.codes]
    const before = held.map(({ size }) => size)

    await api('DELETE', `/connections/${[...tenant.state.connections.keys()][0]}`)

    expect(before).toEqual([1, 1, 1, 1])
    expect(held.map(({ size }) => size)).toEqual([0, 0, 0, 0])
  })
})

describe('a new password', () => {
  it('ends the sessions, in the very moment too, and leaves refresh tokens', async () => {
    const { tenant, api, browser, path } = await loggedIn()
    const login = await logIn(tenant, { email, scope: 'openid offline_access' })

    await api('PATCH', path, { password: 'Another-horse-1' })
    const silent = await browser.open(authorizeAddress({ prompt: 'none' }))
    const refreshed = await tokenRequest(tenant, {
      grant_type: 'refresh_token',
      refresh_token: String(login.body['refresh_token']),
    })

    expect(cameBackWith(silent)['error']).toBe('login_required')
    expect(refreshed.status).toBe(200)
  })
})
