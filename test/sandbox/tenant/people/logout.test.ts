import { SignJWT, decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Tenant } from '../../../../sandbox/tenant/create-tenant.ts'
import {
  authorizeAddress,
  cameBackWith,
  configure,
  exchange,
  loggedOut,
  logInOnPage,
  logTypes,
  setTenant,
  tenantWithApplication,
} from '../application.ts'
import { newBrowser, type Browser } from '../browser.ts'
import { signUp } from '../drive-tenant.ts'
import { peopleClient } from '../new-tenant.ts'

const email = 'ada@example.test'
const client_id = peopleClient.clientId

async function loggedIn() {
  const tenant = tenantWithApplication()
  await signUp(tenant, email)
  const browser = newBrowser(tenant)
  const seen = await logInOnPage(browser, { email })
  const tokens = await exchange(tenant, seen)
  return { tenant, browser, idToken: String(tokens.body['id_token']) }
}

async function isLoggedIn(browser: Browser): Promise<boolean> {
  const seen = await browser.open(authorizeAddress({ prompt: 'none' }))
  return cameBackWith(seen)['code'] !== undefined
}

function at(path: string, parameters: Readonly<Record<string, string>>): string {
  return `${path}?${new URLSearchParams(parameters).toString()}`
}

function lastLog(tenant: Tenant): string | undefined {
  return logTypes(tenant).findLast((type) => type === 'slo' || type === 'flo')
}

describe('/v2/logout', () => {
  it('ends the session, wherever it leads', async () => {
    const { tenant, browser } = await loggedIn()

    const seen = await browser.open(at('/v2/logout', { client_id, returnTo: loggedOut }))

    expect(seen.leftFor?.href).toBe(loggedOut)
    expect(browser.cookies.has('auth0')).toBe(false)
    expect(tenant.state.logins.sessions.size).toBe(0)
    expect(lastLog(tenant)).toBe('slo')
    expect(await isLoggedIn(browser)).toBe(false)
  })

  it('goes to the application’s first address when none is asked, and nowhere without one', async () => {
    const { tenant, browser } = await loggedIn()

    const first = await browser.open(at('/v2/logout', { client_id }))
    const tenantWide = await browser.open('/v2/logout')
    configure(tenant, { allowed_logout_urls: [] })
    const none = await browser.open(at('/v2/logout', { client_id }))

    expect(first.leftFor?.href).toBe(loggedOut)
    expect([tenantWide, none].map(({ status, leftFor }) => [status, leftFor])).toEqual([
      [200, null],
      [200, null],
    ])
  })

  it.each([
    ['a query of its own', `${loggedOut}?from=here#there`],
    ['its host in capitals', loggedOut.replace('app.example.test', 'APP.example.test')],
  ])('allows an address with %s', async (_name, returnTo) => {
    const { browser } = await loggedIn()

    const seen = await browser.open(at('/v2/logout', { client_id, returnTo }))

    expect(seen.leftFor?.href).toBe(new URL(returnTo).href)
  })

  it.each([
    ['a foreign address', { client_id, returnTo: 'https://evil.example.test/bye' }],
    ['the path in capitals', { client_id, returnTo: loggedOut.replace('bye', 'BYE') }],
    ['a longer path', { client_id, returnTo: `${loggedOut}/more` }],
    ['a name before the host', { client_id, returnTo: 'https://app.example.test@evil.test/bye' }],
    ['no address at all', { client_id, returnTo: 'bye' }],
    ['an address of the application for the whole tenant', { returnTo: loggedOut }],
    ['an unknown application', { client_id: 'nobody', returnTo: loggedOut }],
  ])('refuses %s and ends nothing', async (_name, parameters) => {
    const { tenant, browser } = await loggedIn()

    const seen = await browser.open(at('/v2/logout', parameters))

    expect([seen.status, seen.leftFor, lastLog(tenant)]).toEqual([400, null, 'flo'])
    expect(await isLoggedIn(browser)).toBe(true)
  })

  it('takes the tenant’s own addresses when no application is named', async () => {
    const { tenant, browser } = await loggedIn()
    setTenant(tenant, { allowed_logout_urls: ['https://home.example.test/'] })

    const seen = await browser.open(at('/v2/logout', { returnTo: 'https://home.example.test' }))

    expect(seen.leftFor?.href).toBe('https://home.example.test/')
  })

  it('answers loudly where addresses hold placeholders', async () => {
    const { tenant, browser } = await loggedIn()
    configure(tenant, { allowed_logout_urls: ['https://*.example.test/bye'] })

    const seen = await browser.open(at('/v2/logout', { client_id, returnTo: loggedOut }))

    expect(seen.status).toBe(501)
  })
})

describe('/oidc/logout', () => {
  it('ends the session that the ID token names, and takes the state along', async () => {
    const { tenant, browser, idToken } = await loggedIn()
    // A hint is good after its expiry too.
    await tenant.clock.advanceBy(40_000_000)

    const seen = await browser.open(
      at('/oidc/logout', {
        id_token_hint: idToken,
        post_logout_redirect_uri: loggedOut,
        state: 'the-state',
      }),
    )

    expect(seen.leftFor?.href).toBe(`${loggedOut}?state=the-state`)
    expect(lastLog(tenant)).toBe('slo')
    expect(await isLoggedIn(browser)).toBe(false)
  })

  it('ends the session that logout_hint names', async () => {
    const { browser, idToken } = await loggedIn()
    const logout_hint = String(decodeJwt(idToken)['sid'])

    const parameters = { logout_hint, client_id, post_logout_redirect_uri: loggedOut }
    const seen = await browser.open(at('/oidc/logout', parameters))

    expect(seen.leftFor?.href).toBe(loggedOut)
    expect(await isLoggedIn(browser)).toBe(false)
  })

  it.each([
    ['nothing names the session', {}],
    ['the hint names another session', { logout_hint: 'another' }],
  ])('asks first when %s', async (_name, hint) => {
    const { browser } = await loggedIn()
    const parameters = { client_id, post_logout_redirect_uri: loggedOut, ...hint }

    const page = await browser.open(at('/oidc/logout', parameters))
    const before = await isLoggedIn(browser)
    const done = await browser.submit(page)

    expect([page.status, page.leftFor, before]).toEqual([200, null, true])
    expect(done.leftFor?.href).toBe(loggedOut)
    expect(await isLoggedIn(browser)).toBe(false)
  })

  it('takes a confirmation once, in time, from the browser that was asked', async () => {
    const { tenant, browser } = await loggedIn()
    const stranger = newBrowser(tenant)

    const one = await browser.open('/oidc/logout')
    const foreign = await stranger.submit(one)
    const twice = await browser.submit(one)
    const two = await browser.open('/oidc/logout')
    await tenant.clock.advanceBy(3_600_000)
    const late = await browser.submit(two)

    expect([foreign, twice, late].map(({ status }) => status)).toEqual([400, 400, 400])
    expect(await isLoggedIn(browser)).toBe(true)
  })

  it('goes on at once when nobody is logged in', async () => {
    const tenant = tenantWithApplication()

    const parameters = { client_id, post_logout_redirect_uri: loggedOut }
    const seen = await newBrowser(tenant).open(at('/oidc/logout', parameters))

    expect(seen.leftFor?.href).toBe(loggedOut)
  })

  it.each([
    ['an address with another query', { post_logout_redirect_uri: `${loggedOut}?more` }],
    ['another application than the hint’s', { client_id: 'nobody' }],
    ['another session than the hint’s', { logout_hint: 'another' }],
    ['a hint that is no token', { id_token_hint: 'made-up' }],
  ])('refuses %s and ends nothing', async (_name, more) => {
    const { tenant, browser, idToken } = await loggedIn()

    const seen = await browser.open(at('/oidc/logout', { id_token_hint: idToken, ...more }))

    expect([seen.status, seen.leftFor, lastLog(tenant)]).toEqual([400, null, 'flo'])
    expect(await isLoggedIn(browser)).toBe(true)
  })

  it('refuses a hint of another signer, of another kind and of an application that is gone', async () => {
    const { tenant, browser, idToken } = await loggedIn()
    const { privateKey } = await tenant.signingKey()
    const sign = (claims: Record<string, string>, key: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key)
    const { privateKey: foreign } = await crypto.subtle.generateKey(
      { ...rsa, hash: 'SHA-256' },
      true,
      ['sign', 'verify'],
    )

    const claims = { iss: tenant.issuer, aud: client_id, sid: 'x' }
    const hints = [
      await sign(claims, foreign),
      await sign({ ...claims, iss: 'https://other.example.test/' }, privateKey),
      await sign({ iss: tenant.issuer, aud: client_id }, privateKey),
    ]
    const seen = await Promise.all(
      hints.map((id_token_hint) => browser.open(at('/oidc/logout', { id_token_hint }))),
    )
    tenant.state.clients.delete(client_id)
    const gone = await browser.open(at('/oidc/logout', { id_token_hint: idToken }))

    expect([...seen, gone].map(({ status }) => status)).toEqual([400, 400, 400, 400])
  })
})

const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const
