import { describe, expect, it } from 'vitest'
import {
  authorizeAddress,
  callback,
  cameBackWith,
  configure,
  exchange,
  logInOnPage,
  logTypes,
  setTenant,
  tenantWithApplication,
  withAccount,
} from '../application.ts'
import { formOf, newBrowser } from '../browser.ts'
import { call, claimsOf, deployActions, userWith } from '../drive-tenant.ts'
import { firstConnection, peopleClient } from '../new-tenant.ts'

const email = 'ada@example.test'

describe('a login through the browser', () => {
  it('comes back with a code and the state, and gives tokens that name the login', async () => {
    const { tenant, browser } = await withAccount(email)

    const seen = await logInOnPage(browser, { email }, { nonce: 'the-nonce' })
    const tokens = await exchange(tenant, seen)

    expect(seen.leftFor?.href.startsWith(`${callback}?code=`)).toBe(true)
    expect(cameBackWith(seen)['state']).toBe('the-state')
    const claims = claimsOf(tokens, 'id_token')
    expect(claims).toMatchObject({ nonce: 'the-nonce', aud: peopleClient.clientId, email })
    expect(claims['sid']).toMatch(/^\w{32}$/)
    expect(claims).not.toHaveProperty('auth_time')
    expect(userWith(tenant, email)).toMatchObject({ logins_count: 1 })
    expect(logTypes(tenant)).toEqual(['ss', 's', 'seacft'])
  })

  it('posts the answer when the application wants it posted', async () => {
    const { browser } = await withAccount(email)

    const seen = await logInOnPage(browser, { email }, { response_mode: 'form_post' })

    const { action, fields } = formOf(seen)
    expect(action).toBe(callback)
    expect(fields).toEqual({ code: expect.any(String), state: 'the-state' })
    const policy = seen.headers.get('content-security-policy')
    expect(policy).toContain("form-action 'self' https://app.example.test;")
  })

  it('keeps the query that the callback has of its own', async () => {
    const { tenant, browser } = await withAccount(email)
    const own = `${callback}?tenant=one`
    configure(tenant, { callbacks: [own] })

    const seen = await logInOnPage(browser, { email }, { redirect_uri: own })

    expect(cameBackWith(seen)).toMatchObject({ tenant: 'one', state: 'the-state' })
  })

  it('ignores parameters that nobody knows, as OAuth demands', async () => {
    const { browser } = await withAccount(email)

    const seen = await logInOnPage(browser, { email }, { auth0Client: 'x', something: 'else' })

    expect(cameBackWith(seen)['code']).toBeDefined()
  })

  it('shows the Actions the flow, the session and the query that began it', async () => {
    const { tenant, browser } = await withAccount(email)
    const code = `exports.onExecutePostLogin = async (event, api) => {
      api.idToken.setCustomClaim('https://example.test/event', {
        transaction: event.transaction, session: event.session, request: event.request,
        methods: event.authentication.methods })
    }`
    await deployActions(tenant, [{ name: 'look', trigger: 'post-login', code }])

    const more = { login_hint: email, prompt: 'login', client_secret: 'never-shown' }
    const seen = await logInOnPage(browser, { email }, more)
    const claims = claimsOf(await exchange(tenant, seen), 'id_token')

    expect(claims['https://example.test/event']).toMatchObject({
      transaction: {
        id: expect.any(String),
        protocol: 'oidc-basic-profile',
        redirect_uri: callback,
        requested_scopes: ['openid', 'profile', 'email'],
        response_type: ['code'],
        response_mode: 'query',
        state: 'the-state',
        prompt: ['login'],
        login_hint: email,
      },
      session: { id: claims['sid'] },
      request: { method: 'GET', user_agent: 'test browser', query: { login_hint: email } },
      methods: [{ name: 'pwd' }],
    })
    expect(JSON.stringify(claims)).not.toContain('never-shown')
  })

  it('is refused with the words of an Action that denies it or breaks', async () => {
    const { tenant, browser } = await withAccount(email)
    const code = `exports.onExecutePostLogin = async (event, api) => {
      if (event.transaction.login_hint) throw new Error('broken')
      api.access.deny('Not today')
    }`
    await deployActions(tenant, [{ name: 'deny', trigger: 'post-login', code }])

    const denied = await logInOnPage(browser, { email })
    const broken = await logInOnPage(newBrowser(tenant), { email }, { login_hint: 'x' })

    const state = 'the-state'
    const error = 'access_denied'
    expect(cameBackWith(denied)).toEqual({ error, error_description: 'Not today', state })
    expect(cameBackWith(broken)).toEqual({ error, error_description: 'broken', state })
    expect(logTypes(tenant).slice(-3)).toEqual(['f', 'actions_execution_failed', 'f'])
  })

  it('is refused to a blocked person, who keeps no session', async () => {
    const { tenant, browser } = await withAccount(email)
    const user = userWith(tenant, email)
    tenant.state.users.set(user.user_id, { ...user, blocked: true })

    const seen = await logInOnPage(browser, { email })

    const error_description = 'user is blocked'
    expect(cameBackWith(seen)).toMatchObject({ error: 'unauthorized', error_description })
    expect(tenant.state.logins.sessions.size).toBe(0)
    expect(logTypes(tenant)).toEqual(['ss', 'f'])
  })
})

describe('an authorization request', () => {
  it.each([
    ['without an application', { client_id: null }, 400, 'Missing required parameter: client_id'],
    ['of an unknown application', { client_id: 'nobody' }, 400, 'Unknown client: nobody'],
    ['without a callback', { redirect_uri: null }, 400, 'Missing required parameter: redirect_uri'],
    ['to a foreign callback', { redirect_uri: 'https://evil.example.test/' }, 403, 'mismatch'],
    ['to a longer callback', { redirect_uri: `${callback}/more` }, 403, 'mismatch'],
  ])('%s is shown to the person and redirected nowhere', async (_name, more, status, words) => {
    const tenant = tenantWithApplication()

    const seen = await newBrowser(tenant).open(authorizeAddress(more))

    expect([seen.status, seen.leftFor]).toEqual([status, null])
    expect(seen.text).toContain(words)
    expect(logTypes(tenant)).toEqual(['f'])
  })

  it('that names a parameter twice is shown to the person', async () => {
    const tenant = tenantWithApplication()

    const seen = await newBrowser(tenant).open(`${authorizeAddress()}&state=another`)

    expect([seen.status, seen.leftFor]).toEqual([400, null])
    expect(seen.text).toContain('Parameter state is given more than once')
  })

  it.each([
    ['no response type', { response_type: null }, 'invalid_request'],
    ['a response type nobody knows', { response_type: 'coda' }, 'unsupported_response_type'],
    ['two prompts at once', { prompt: 'none login' }, 'invalid_request'],
    ['an age that is no number', { max_age: 'young' }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge without a method', { code_challenge_method: null }, 'invalid_request'],
    ['a method without a challenge', { code_challenge: null }, 'invalid_request'],
    ['a challenge that is no SHA-256', { code_challenge: 'short' }, 'invalid_request'],
    ['an unknown API', { audience: 'https://other.example.test' }, 'access_denied'],
    ['an unknown connection', { connection: 'elsewhere' }, 'invalid_request'],
  ])('with %s is refused to the application', async (_name, more, error) => {
    const tenant = tenantWithApplication()

    const seen = await newBrowser(tenant).open(authorizeAddress(more))

    expect(cameBackWith(seen)).toMatchObject({ error, state: 'the-state' })
    expect(cameBackWith(seen)['error_description']).not.toBe('')
    expect(logTypes(tenant)).toEqual(['f'])
  })

  it('of a public application without PKCE is refused', async () => {
    const tenant = tenantWithApplication()
    configure(tenant, { token_endpoint_auth_method: 'none' })

    const more = { code_challenge: null, code_challenge_method: null }
    const seen = await newBrowser(tenant).open(authorizeAddress(more))

    expect(cameBackWith(seen)['error']).toBe('invalid_request')
  })

  it('is refused where the application lacks the grant type or any connection', async () => {
    const tenant = tenantWithApplication()
    const [connection] = tenant.state.connections.values()
    const client = tenant.state.clients.get(peopleClient.clientId)
    if (connection === undefined || client === undefined) throw new Error('nothing there')

    tenant.state.connections.set(connection.id, { ...connection, enabled_clients: [] })
    const without = await newBrowser(tenant).open(authorizeAddress())
    tenant.state.clients.set(client.client_id, { ...client, grant_types: ['refresh_token'] })
    const wrongGrant = await newBrowser(tenant).open(authorizeAddress())

    const error_description = 'no connections enabled for the client'
    expect(cameBackWith(without)).toMatchObject({ error: 'invalid_request', error_description })
    expect(cameBackWith(wrongGrant)['error']).toBe('unauthorized_client')
  })

  it.each([
    ...['request', 'request_uri', 'organization', 'invitation', 'resource', 'claims'],
    ...['acr_values', 'authorization_details', 'dpop_jkt', 'id_token_hint', 'access_token'],
    ...['session_transfer_token', 'connection_scope'],
  ])('with %s answers loudly', async (name) => {
    const seen = await newBrowser(tenantWithApplication()).open(authorizeAddress({ [name]: 'x' }))

    expect([seen.status, seen.text.includes('sandbox_not_modelled')]).toEqual([501, true])
  })

  it.each([
    { response_type: 'id_token' },
    { response_type: 'code id_token' },
    { response_mode: 'fragment' },
    { response_mode: 'web_message' },
    { prompt: 'consent' },
    { prompt: 'select_account' },
    { screen_hint: 'elsewhere' },
    { scope: null },
  ])('that asks for %o answers loudly', async (more) => {
    const seen = await newBrowser(tenantWithApplication()).open(authorizeAddress(more))

    expect(seen.status).toBe(501)
  })

  it.each([
    { is_first_party: false },
    { require_pushed_authorization_requests: true },
    { callbacks: ['https://*.example.test/callback'] },
  ])('of an application with %o answers loudly', async (settings) => {
    const tenant = tenantWithApplication()
    configure(tenant, settings)

    const seen = await newBrowser(tenant).open(authorizeAddress())

    expect(seen.status).toBe(501)
  })

  it('for an API that wants consent, or for the Management API, answers loudly', async () => {
    const tenant = tenantWithApplication()
    const audience = 'https://api.example.test'
    tenant.state.resourceServers.set('api', {
      id: 'api',
      identifier: audience,
      name: audience,
      is_system: false,
      scopes: [],
      settings: { skip_consent_for_verifiable_first_party_clients: false },
    })

    const browser = newBrowser(tenant)
    const consent = await browser.open(authorizeAddress({ audience }))
    const own = await browser.open(authorizeAddress({ audience: tenant.managementAudience }))

    expect([consent.status, own.status]).toEqual([501, 501])
  })

  it('for several connections needs a default directory or the name of one', async () => {
    const { tenant, browser } = await withAccount(email)
    const [first] = tenant.state.connections.values()
    if (first === undefined) throw new Error('no connection')
    tenant.state.connections.set('con_2', { ...first, id: 'con_2', name: 'second' })

    const open = await browser.open(authorizeAddress())
    const named = await browser.open(authorizeAddress({ connection: 'second' }))
    setTenant(tenant, { default_directory: firstConnection })
    const fallback = await logInOnPage(browser, { email })

    expect([open.status, named.status]).toEqual([501, 200])
    expect(cameBackWith(fallback)['code']).toBeDefined()
  })
})

it('publishes what it does and nothing else', async () => {
  const tenant = tenantWithApplication()

  const path = '/.well-known/openid-configuration'
  const { body } = await call(tenant, { method: 'GET', path })
  setTenant(tenant, { oidc_logout: { rp_logout_end_session_endpoint_discovery: false } })
  const without = await call(tenant, { method: 'GET', path })

  expect(body).toMatchObject({
    authorization_endpoint: `${tenant.issuer}authorize`,
    end_session_endpoint: `${tenant.issuer}oidc/logout`,
    revocation_endpoint: `${tenant.issuer}oauth/revoke`,
    code_challenge_methods_supported: ['S256'],
  })
  expect(without.body).not.toHaveProperty('end_session_endpoint')
})
