import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'
import {
  call,
  claimsOf,
  logIn,
  managementCalls,
  password,
  signUp,
  userWith,
} from './drive-tenant.ts'
import { deployClient, firstConnection, newTenant, peopleClient } from './new-tenant.ts'

const email = 'ada@example.test'
const audience = 'https://api.example.test'

async function tenantWithApi(): Promise<Tenant> {
  const tenant = newTenant()
  const api = await managementCalls(tenant, [
    'create:resource_servers',
    'create:roles',
    'update:roles',
    'update:users',
  ])
  await api('POST', '/resource-servers', {
    identifier: audience,
    enforce_policies: true,
    token_dialect: 'access_token_authz',
    allow_offline_access: true,
    scopes: [{ value: 'read:orders' }, { value: 'write:orders' }],
  })
  await signUp(tenant, email)
  const role = await api('POST', '/roles', { name: 'viewer' })
  const id = String(role.body['id'])
  await api('POST', `/roles/${id}/permissions`, {
    permissions: [{ permission_name: 'read:orders', resource_server_identifier: audience }],
  })
  const { user_id } = userWith(tenant, email)
  await api('POST', `/users/${encodeURIComponent(user_id)}/roles`, { roles: [id] })
  return tenant
}

function openLink(tenant: Tenant, init: { method: string; body?: unknown }) {
  const link = new URL(tenant.mailSink.lastTo(email)?.link ?? '')
  return call(tenant, { ...init, path: `${link.pathname}${link.search}` })
}

describe('signing up', () => {
  it('makes an unverified account, whose mailed link verifies it once', async () => {
    const tenant = newTenant()

    const { status, body } = await signUp(tenant, 'Ada@Example.test')
    expect(status).toBe(200)
    expect(body).toMatchObject({ email, email_verified: false })
    const opened = await openLink(tenant, { method: 'GET' })
    const again = await openLink(tenant, { method: 'GET' })

    expect([opened.status, again.status]).toEqual([200, 400])
    expect(userWith(tenant, email).email_verified).toBe(true)
    expect(tenant.log.entries.map(({ type }) => type)).toEqual(['ss', 'sv', 'fv'])
  })

  it('is refused for a known address, a weak password and where sign-ups are off', async () => {
    const tenant = newTenant()
    await signUp(tenant, email)
    const known = await signUp(tenant, email)
    const weak = await call(tenant, {
      method: 'POST',
      path: '/dbconnections/signup',
      body: {
        client_id: peopleClient.clientId,
        connection: firstConnection,
        email: 'b@example.test',
        password: 'short',
      },
    })
    const [connection] = tenant.state.connections.values()
    if (connection === undefined) throw new Error('no connection')
    tenant.state.connections.set(connection.id, {
      ...connection,
      options: { disable_signup: true },
    })
    const closed = await signUp(tenant, 'c@example.test')

    expect([known, weak, closed].map(({ status, body }) => [status, body['code']])).toEqual([
      [400, 'invalid_signup'],
      [400, 'invalid_password'],
      [400, 'signup_disabled'],
    ])
    expect(tenant.state.users.size).toBe(1)
  })
})

describe('signing up with a user name', () => {
  function signUpAs(tenant: Tenant, person: { username?: string; email: string }) {
    const { clientId: client_id } = peopleClient
    const body = { client_id, connection: firstConnection, password: 'Correct-horse-1', ...person }
    return call(tenant, { method: 'POST', path: '/dbconnections/signup', body })
  }

  it('is refused in a connection without user names', async () => {
    const tenant = newTenant()

    const { status, body } = await signUpAs(tenant, { email, username: 'ada' })

    expect([status, body['code']]).toEqual([400, 'invalid_request'])
    expect(tenant.state.users.size).toBe(0)
  })

  it('follows the rules of a connection that requires one', async () => {
    const tenant = newTenant()
    for (const connection of tenant.state.connections.values()) {
      const options = { ...connection.options, requires_username: true }
      tenant.state.connections.set(connection.id, { ...connection, options })
    }

    const missing = await signUpAs(tenant, { email })
    const address = await signUpAs(tenant, { email, username: 'ada@b.test' })
    const long = await signUpAs(tenant, { email, username: 'x'.repeat(16) })
    const good = await signUpAs(tenant, { email, username: 'Ada' })

    expect([missing, address, long, good].map(({ status }) => status)).toEqual([400, 400, 400, 200])
    expect(good.body['username']).toBe('ada')
  })
})

describe('logging in', () => {
  it('gives an ID token that the published key verifies, with the profile', async () => {
    const tenant = newTenant()
    await signUp(tenant, email)

    const answer = await logIn(tenant, { email })
    const { body: keys } = await call(tenant, { method: 'GET', path: '/.well-known/jwks.json' })
    const { payload } = await jwtVerify(
      String(answer.body['id_token']),
      createLocalJWKSet(keys as unknown as JSONWebKeySet),
      {
        issuer: tenant.issuer,
        audience: peopleClient.clientId,
        currentDate: new Date(tenant.now()),
      },
    )
    const token = String(answer.body['access_token'])
    const info = await call(tenant, { method: 'GET', path: '/userinfo', token })

    expect(payload).toMatchObject({ email, email_verified: false, nickname: 'ada' })
    expect(info.body).toMatchObject({ sub: payload.sub, email })
    expect(userWith(tenant, email)).toMatchObject({ logins_count: 1, last_ip: '127.0.0.1' })
    expect(tenant.log.entries.map(({ type }) => type)).toEqual(['ss', 's', 'sepft'])
  })

  it('uses the default directory for a password grant without a realm, once there is one', async () => {
    const tenant = newTenant()
    await signUp(tenant, email)
    const byPassword = () => logIn(tenant, { email }, { grant_type: 'password' })

    const before = await byPassword()
    const api = await managementCalls(tenant, ['update:tenant_settings'])
    await api('PATCH', '/tenants/settings', { default_directory: firstConnection })
    const after = await byPassword()

    expect([before.status, after.status]).toEqual([403, 200])
  })

  it('puts what the roles allow into the access token of an API with RBAC', async () => {
    const tenant = await tenantWithApi()

    const scope = 'openid read:orders write:orders'
    const answer = await logIn(tenant, { email, scope }, { audience })

    expect(claimsOf(answer, 'access_token')).toMatchObject({
      aud: [audience, `${tenant.issuer}userinfo`],
      azp: peopleClient.clientId,
      scope: 'openid read:orders',
      permissions: ['read:orders'],
    })
  })

  it('gives a refresh token with offline_access, and new tokens for it', async () => {
    const tenant = await tenantWithApi()
    const refresh = (refresh_token: string) =>
      call(tenant, {
        method: 'POST',
        path: '/oauth/token',
        body: {
          grant_type: 'refresh_token',
          client_id: peopleClient.clientId,
          client_secret: peopleClient.clientSecret,
          refresh_token,
        },
      })

    const login = await logIn(tenant, { email, scope: 'openid offline_access' }, { audience })
    const refreshed = await refresh(String(login.body['refresh_token']))
    const unknown = await refresh('made-up')

    expect(claimsOf(refreshed, 'access_token').sub).toBe(userWith(tenant, email).user_id)
    expect([unknown.status, unknown.body['error']]).toEqual([403, 'invalid_grant'])
  })

  it('is refused for a wrong password, an unknown person and a blocked one', async () => {
    const tenant = newTenant()
    await signUp(tenant, email)

    const wrong = await logIn(tenant, { email, password: 'Wrong-password-1' })
    const unknown = await logIn(tenant, { email: 'nobody@example.test' })
    tenant.state.users.set(userWith(tenant, email).user_id, {
      ...userWith(tenant, email),
      blocked: true,
    })
    const blocked = await logIn(tenant, { email })

    const wrongBody = { error: 'invalid_grant', error_description: 'Wrong email or password.' }
    expect([wrong.status, wrong.body]).toEqual([403, wrongBody])
    expect([unknown.status, unknown.body]).toEqual([403, wrongBody])
    expect(blocked.body).toEqual({ error: 'unauthorized', error_description: 'user is blocked' })
    expect(tenant.log.entries.map(({ type }) => type)).toEqual(['ss', 'fp', 'fu', 'f'])
  })

  it('works with a new password after a reset, and no longer with the old one', async () => {
    const tenant = newTenant()
    await signUp(tenant, email)
    await call(tenant, {
      method: 'POST',
      path: '/dbconnections/change_password',
      body: {
        client_id: peopleClient.clientId,
        connection: firstConnection,
        email,
      },
    })

    const fresh = 'Another-horse-2'
    await openLink(tenant, { method: 'POST', body: { password: fresh } })

    expect((await logIn(tenant, { email })).status).toBe(403)
    expect((await logIn(tenant, { email, password: fresh })).status).toBe(200)
    expect(tenant.log.entries.map(({ type }) => type)).toContain('scp')
  })

  it('leaves neither passwords nor tokens nor secrets in any log', async () => {
    const tenant = await tenantWithApi()

    const scope = 'openid offline_access'
    const answer = await logIn(tenant, { email, scope }, { audience })
    await openLink(tenant, { method: 'GET' })

    const logged = JSON.stringify([
      tenant.log.entries,
      tenant.requestLog.entries,
      tenant.executions,
    ])
    const ticket = new URL(tenant.mailSink.lastTo(email)?.link ?? '').searchParams.get('ticket')
    for (const secret of [
      password,
      peopleClient.clientSecret,
      ticket,
      ...['access_token', 'id_token', 'refresh_token'].map((name) => answer.body[name]),
    ]) {
      expect(typeof secret).toBe('string')
      expect(logged).not.toContain(secret)
    }
  })
})

describe('a machine', () => {
  it('gets the scopes of its client grant, and nothing without one', async () => {
    const tenant = newTenant()
    const ask = (body: object) =>
      call(tenant, {
        method: 'POST',
        path: '/oauth/token',
        body: {
          grant_type: 'client_credentials',
          client_id: deployClient.clientId,
          client_secret: deployClient.clientSecret,
          audience: tenant.managementAudience,
          ...body,
        },
      })

    const granted = await ask({})
    const wrongSecret = await ask({ client_secret: 'guess' })
    const unknownApi = await ask({ audience: 'https://other.example.test' })

    expect(granted.body).toMatchObject({ token_type: 'Bearer', expires_in: 86_400 })
    expect(String(granted.body['scope']).split(' ')).not.toContain('read:users')
    expect([wrongSecret.status, unknownApi.status]).toEqual([401, 403])
  })
})
