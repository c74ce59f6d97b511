import { describe, expect, it } from 'vitest'
import { claimsOf, logIn, managementCalls } from '../drive-tenant.ts'
import { action, email, messagesOf, refusalOf, tenantWith, telling, toldBy } from './run-action.ts'

const audience = 'https://api.example.test/'

/** Logs in for an API of the tenant, so that the access token is a readable one. */
async function logInForApi(tenant: Awaited<ReturnType<typeof tenantWith>>) {
  const api = await managementCalls(tenant, ['create:resource_servers'])
  await api('POST', '/resource-servers', {
    identifier: audience,
    name: 'API',
    scopes: [{ value: 'read:a' }, { value: 'read:b' }],
  })
  return logIn(tenant, { email, scope: 'openid read:a read:b' }, { audience })
}

async function claimsSetAs(names: readonly string[]): Promise<string[]> {
  const tenant = await tenantWith(
    action(`for (const name of ${JSON.stringify(names)}) api.idToken.setCustomClaim(name, 'mine')`),
  )
  const claims = claimsOf(await logIn(tenant, { email }), 'id_token')
  return names.filter((name) => claims[name] === 'mine')
}

describe('a custom claim', () => {
  it('is dropped without a word when its name belongs to the token', async () => {
    const restricted = [
      'sub',
      'aud',
      'iss',
      'exp',
      'roles',
      'permissions',
      'groups',
      'entitlements',
    ]
    const more = ['org_id', 'org_name', 'client_id', 'azp', 'gty', 'sid', 'nonce', 'x5t#S256']

    expect(await claimsSetAs([...restricted, ...more])).toEqual([])
  })

  it('is dropped when its namespace is Auth0’s own', async () => {
    const names = [
      'https://auth0.com/a',
      'https://x.auth0.com/a',
      'http://webtask.io/a',
      'https://x.webtask.run/a',
      'urn:auth0:a',
    ]

    expect(await claimsSetAs(names)).toEqual([])
  })

  it('is kept with a namespace of one’s own, without any, and over the profile’s own', async () => {
    const names = [
      'https://notauth0.com/a',
      'https://example.test/auth0.com',
      'urn:mine:a',
      'team',
      'nickname',
    ]

    expect(await claimsSetAs(names)).toEqual(names)
  })

  it('throws when it is scope', async () => {
    const tenant = await tenantWith(action(`api.accessToken.setCustomClaim('scope', 'all')`))

    expect(await refusalOf(tenant)).toContain('scope claim cannot be set')
  })

  it('may not fill a token with more than 100 kB', async () => {
    const tenant = await tenantWith(
      telling(`
        api.idToken.setCustomClaim('first', 'x'.repeat(60_000))
        api.accessToken.setCustomClaim('other', 'x'.repeat(60_000))
        try { api.idToken.setCustomClaim('second', 'x'.repeat(60_000)) } catch (error) { return error.message }
      `),
    )

    expect(await toldBy(tenant)).toContain('100 kB')
  })

  it('is what JSON makes of it', async () => {
    const tenant = await tenantWith(
      telling(`return { date: new Date(0), nothing: undefined, call: () => 1, list: [() => 1] }`),
    )

    expect(await toldBy(tenant)).toEqual({ date: '1970-01-01T00:00:00.000Z', list: [null] })
  })
})

describe('the scopes of an access token', () => {
  it('follow the last word on each of them', async () => {
    const tenant = await tenantWith([
      action(`api.accessToken.addScope('extra'); api.accessToken.removeScope('read:a')`),
      action(`
        api.accessToken.removeScope('extra'); api.accessToken.addScope(' extra ')
        api.accessToken.addScope('read:b'); api.accessToken.removeScope('read:b')
      `),
    ])

    const answer = await logInForApi(tenant)

    expect(claimsOf(answer, 'access_token')['scope']).toBe('openid extra')
    expect(answer.body['scope']).toBe('openid extra')
  })

  it('take only single words of up to 280 characters', async () => {
    const scopes = [`'read all'`, `' '`, `'s'.repeat(281)`, `7`, `'s'.repeat(280)`]
    const calls = scopes.map((scope) => `() => api.accessToken.addScope(${scope})`)
    const tenant = await tenantWith(messagesOf(calls))

    const words = 'A scope has 1 to 280 characters and no white space'
    expect(await toldBy(tenant)).toEqual([words, words, words, 'A scope must be a string', null])
  })

  it('take at most 1000 added ones', async () => {
    const tenant = await tenantWith(
      action(
        `for (let count = 0; count <= 1000; count += 1) api.accessToken.addScope('s' + count)`,
      ),
    )

    expect(await refusalOf(tenant)).toContain('1000')
  })
})
