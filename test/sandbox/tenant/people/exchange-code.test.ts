import { describe, expect, it } from 'vitest'
import { likelyBehaviour } from '../../../../sandbox/tenant/unknown-behaviour.ts'
import {
  authorizeAddress,
  callback,
  configure,
  exchange,
  logInOnPage,
  logTypes,
  withAccount,
} from '../application.ts'
import { claimsOf, userWith } from '../drive-tenant.ts'
import { peopleClient } from '../new-tenant.ts'

const email = 'ada@example.test'

describe('the exchange of a code', () => {
  it('works once, and never after ten minutes', async () => {
    const { tenant, browser } = await withAccount(email)

    const first = await logInOnPage(browser, { email })
    const good = await exchange(tenant, first)
    const again = await exchange(tenant, first)
    const late = await browser.open(authorizeAddress())
    await tenant.clock.advanceBy(likelyBehaviour.authorizationCodeLifetimeMs)
    const tooLate = await exchange(tenant, late)

    const refused = { error: 'invalid_grant', error_description: 'Invalid authorization code' }
    expect(good.status).toBe(200)
    expect([again.status, again.body]).toEqual([403, refused])
    expect(tooLate.body).toEqual(refused)
    expect(logTypes(tenant)).toEqual(['ss', 's', 'seacft', 'feacft', 's', 'feacft'])
  })

  it.each([
    ['the wrong verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
    ['no verifier', { code_verifier: undefined }, 'invalid_grant'],
    ['another callback', { redirect_uri: `${callback}/` }, 'unauthorized_client'],
    ['no callback', { redirect_uri: undefined }, 'unauthorized_client'],
    ['no code', { code: undefined }, 'invalid_request'],
    ['the wrong secret', { client_secret: 'guess' }, 'access_denied'],
  ])('is refused with %s', async (_name, more, error) => {
    const { tenant, browser } = await withAccount(email)
    const seen = await logInOnPage(browser, { email })

    const answer = await exchange(tenant, seen, more)

    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.body['error']).toBe(error)
    expect(logTypes(tenant).at(-1)).toBe(error === 'invalid_request' ? 's' : 'feacft')
    expect(answer.body).not.toHaveProperty('access_token')
  })

  it('is refused with a verifier for a request that had no challenge', async () => {
    const { tenant, browser } = await withAccount(email)
    const more = { code_challenge: null, code_challenge_method: null }
    const seen = await logInOnPage(browser, { email }, more)

    const answer = await exchange(tenant, seen)

    expect(answer.body['error']).toBe('invalid_grant')
  })

  it('is refused to another application, which does not spend the code', async () => {
    const { tenant, browser } = await withAccount(email)
    const client = tenant.state.clients.get(peopleClient.clientId)
    if (client === undefined) throw new Error('no application')
    const other = { client_id: 'other', client_secret: 'other-secret' }
    tenant.state.clients.set('other', { ...client, ...other })
    const seen = await logInOnPage(browser, { email })

    const stolen = await exchange(tenant, seen, other)
    const own = await exchange(tenant, seen)

    expect([stolen.body['error'], own.status]).toEqual(['invalid_grant', 200])
  })

  it('is refused once the person is blocked or deleted', async () => {
    const { tenant, browser } = await withAccount(email)
    const user = userWith(tenant, email)
    const first = await logInOnPage(browser, { email })
    const second = await browser.open(authorizeAddress())

    tenant.state.users.set(user.user_id, { ...user, blocked: true })
    const blocked = await exchange(tenant, first)
    tenant.state.users.delete(user.user_id)
    const deleted = await exchange(tenant, second)

    expect([blocked.body['error'], deleted.body['error']]).toEqual([
      'unauthorized',
      'invalid_grant',
    ])
  })

  it('gives ID tokens that live as long as the application says, in RS256 alone', async () => {
    const { tenant, browser } = await withAccount(email)
    configure(tenant, { jwt_configuration: { alg: 'RS256', lifetime_in_seconds: 60 } })

    const short = await exchange(tenant, await logInOnPage(browser, { email }))
    configure(tenant, { jwt_configuration: { alg: 'HS256' } })
    const other = await exchange(tenant, await browser.open(authorizeAddress()))

    const { exp = 0, iat = 0 } = claimsOf(short, 'id_token')
    expect([exp - iat, other.status]).toEqual([60, 501])
  })

  it('is refused to an application that lost the grant type', async () => {
    const { tenant, browser } = await withAccount(email)
    const seen = await logInOnPage(browser, { email })
    const client = tenant.state.clients.get(peopleClient.clientId)
    if (client === undefined) throw new Error('no application')
    tenant.state.clients.set(client.client_id, { ...client, grant_types: [] })

    const answer = await exchange(tenant, seen)

    expect([answer.status, answer.body['error']]).toEqual([403, 'unauthorized_client'])
  })

  it('does not take a signed assertion for a secret', async () => {
    const { tenant, browser } = await withAccount(email)
    const seen = await logInOnPage(browser, { email })

    const answer = await exchange(tenant, seen, { client_assertion: 'x' })

    expect(answer.status).toBe(501)
  })
})
