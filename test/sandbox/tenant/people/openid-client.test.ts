import * as oidc from 'openid-client'
import { expect, it } from 'vitest'
import type { Tenant } from '../../../../sandbox/tenant/create-tenant.ts'
import { callback, loggedOut, logTypes, configure, tenantWithApplication } from '../application.ts'
import { newBrowser, type Browser } from '../browser.ts'
import { password, signUp, userWith } from '../drive-tenant.ts'
import { peopleClient } from '../new-tenant.ts'

const email = 'ada@example.test'

async function setUp(secret: string | undefined) {
  // The library judges tokens by the real time.
  const tenant = tenantWithApplication({ now: Date.now })
  await signUp(tenant, email)
  const config = await oidc.discovery(
    new URL(tenant.issuer),
    peopleClient.clientId,
    secret,
    undefined,
    {
      [oidc.customFetch]: async (address, init) =>
        tenant.app.fetch(new Request(address, init as RequestInit)),
    },
  )
  // Signatures are checked too, against the published key.
  oidc.enableNonRepudiationChecks(config)
  return { tenant, config, browser: newBrowser(tenant) }
}

async function logIn(
  config: oidc.Configuration,
  browser: Browser,
  scope: string,
): Promise<oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers> {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
  const expectedState = oidc.randomState()
  const expectedNonce = oidc.randomNonce()
  const address = oidc.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope,
    state: expectedState,
    nonce: expectedNonce,
    max_age: '60',
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const page = await browser.open(address.href)
  const seen = await browser.submit(page, { username: email, password })
  if (seen.leftFor === null) throw new Error(seen.text)
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, maxAge: 60 }
  return oidc.authorizationCodeGrant(config, seen.leftFor, checks)
}

function subjectOf(tenant: Tenant): string {
  return userWith(tenant, email).user_id
}

it('lets a certified client log somebody in, refresh, ask who he is, revoke and log out', async () => {
  const { tenant, config, browser } = await setUp(peopleClient.clientSecret)

  const tokens = await logIn(config, browser, 'openid email offline_access')
  const info = await oidc.fetchUserInfo(config, tokens.access_token, subjectOf(tenant))
  const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')
  await oidc.tokenRevocation(config, tokens.refresh_token ?? '')
  const end = oidc.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token ?? '',
    post_logout_redirect_uri: loggedOut,
  })
  const bye = await browser.open(end.href)

  expect(tokens.claims()).toMatchObject({ email, sid: expect.any(String) })
  expect(info).toMatchObject({ sub: subjectOf(tenant), email })
  expect(refreshed.claims()?.sub).toBe(subjectOf(tenant))
  await expect(oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
    error: 'invalid_grant',
  })
  expect(bye.leftFor?.href).toBe(loggedOut)
  const expected = ['ss', 's', 'seacft', 'sertft', 'srrt', 'slo', 'fertft']
  expect(logTypes(tenant)).toEqual(expected)
})

it('lets a certified client without a secret log somebody in by PKCE alone', async () => {
  const { tenant, config, browser } = await setUp(undefined)
  configure(tenant, { token_endpoint_auth_method: 'none' })

  const tokens = await logIn(config, browser, 'openid')

  expect(tokens.claims()?.sub).toBe(subjectOf(tenant))
})
