import { describe, expect, it } from 'vitest'
import { call, managementCalls } from '../drive-tenant.ts'
import { deployClient, newTenant } from '../new-tenant.ts'

describe('a Management API call', () => {
  it('is refused without a token, and with one that was not signed here', async () => {
    const tenant = newTenant()

    const without = await call(tenant, { method: 'GET', path: '/api/v2/users' })
    const foreign = await call(tenant, { method: 'GET', path: '/api/v2/users', token: 'a.b.c' })

    expect([without.status, foreign.status]).toEqual([401, 401])
  })

  it('is refused when none of the scopes that suffice was granted', async () => {
    const api = await managementCalls(newTenant(), ['read:roles'])

    const { status, body } = await api('GET', '/users')

    expect(status).toBe(403)
    expect(body).toEqual({
      statusCode: 403,
      error: 'Forbidden',
      message: 'Insufficient scope, expected any of: read:users',
      errorCode: 'insufficient_scope',
    })
  })

  it('changes nothing but app_metadata with the narrow scope', async () => {
    const tenant = newTenant()
    const create = await managementCalls(tenant, ['create:users'])
    const connection = 'Username-Password-Authentication'
    const user = { connection, user_id: 'n', email: 'n@example.test', password: 'Long-enough-1' }
    await create('POST', '/users', user)
    const api = await managementCalls(tenant, ['update:users_app_metadata'])

    const allowed = await api('PATCH', '/users/auth0%7Cn', { app_metadata: { a: 1 } })
    const refused = await api('PATCH', '/users/auth0%7Cn', { name: 'Other' })

    expect([allowed.status, refused.status]).toEqual([200, 403])
  })

  it('is refused once its token has expired on the settable clock', async () => {
    let now = Date.UTC(2026, 0, 1)
    const api = await managementCalls(newTenant({ now: () => now }), ['read:users'])

    const before = await api('GET', '/users')
    now += 86_401_000
    const after = await api('GET', '/users')

    expect([before.status, after.status]).toEqual([200, 401])
  })

  it('shows no client secret to who may only read clients', async () => {
    const tenant = newTenant()
    const reader = await managementCalls(tenant, ['read:clients'])
    const keyReader = await managementCalls(tenant, ['read:clients', 'read:client_keys'])
    const path = `/clients/${deployClient.clientId}`

    expect((await reader('GET', path)).body['client_secret']).toBeUndefined()
    expect((await keyReader('GET', path)).body['client_secret']).toBe(deployClient.clientSecret)
  })
})
