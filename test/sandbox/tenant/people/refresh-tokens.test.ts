import { describe, expect, it } from 'vitest'
import type { Tenant } from '../../../../sandbox/tenant/create-tenant.ts'
import type { Json } from '../../../../sandbox/tenant/tenant-state.ts'
import {
  configure,
  exchange,
  logInOnPage,
  logTypes,
  setTenant,
  tenantWithApplication,
  tokenRequest,
} from '../application.ts'
import { newBrowser } from '../browser.ts'
import {
  call,
  claimsOf,
  deployActions,
  logIn,
  signUp,
  userWith,
  type Answer,
} from '../drive-tenant.ts'
import { peopleClient } from '../new-tenant.ts'

const email = 'ada@example.test'
const scope = 'openid offline_access'
const rotating = { rotation_type: 'rotating', expiration_type: 'expiring' }

function tokenOf(answer: Answer): string {
  return String(answer.body['refresh_token'])
}

async function withToken(refresh_token: Readonly<Record<string, Json>> = {}) {
  const tenant = tenantWithApplication()
  configure(tenant, { refresh_token })
  await signUp(tenant, email)
  const login = await exchange(tenant, await logInOnPage(newBrowser(tenant), { email }, { scope }))
  return { tenant, login, token: tokenOf(login), prepared: tenant.log.entries.length }
}

function refresh(
  tenant: Tenant,
  token: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return tokenRequest(tenant, { grant_type: 'refresh_token', refresh_token: token, ...more })
}

function revoke(tenant: Tenant, body: Readonly<Record<string, string>>): Promise<Answer> {
  const { clientId: client_id, clientSecret: client_secret } = peopleClient
  const all = { client_id, client_secret, ...body }
  return call(tenant, { method: 'POST', path: '/oauth/revoke', body: all })
}

const refused = { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' }

describe('a refresh token', () => {
  it('stays valid and belongs to the session in which it was issued', async () => {
    const { tenant, login, token, prepared } = await withToken()

    const one = await refresh(tenant, token)
    const two = await refresh(tenant, token)

    expect([one.status, two.status]).toEqual([200, 200])
    expect(one.body).not.toHaveProperty('refresh_token')
    const sid = claimsOf(login, 'id_token')['sid']
    expect(claimsOf(two, 'id_token')['sid']).toBe(sid)
    expect(logTypes(tenant, prepared)).toEqual(['sertft', 'sertft'])
  })

  it('outlives the session and the logout', async () => {
    const { tenant, token } = await withToken()
    tenant.state.logins.sessions.dropOf(userWith(tenant, email).user_id)

    const answer = await refresh(tenant, token)

    expect(answer.status).toBe(200)
  })

  it('is issued for offline_access alone, to applications that may refresh', async () => {
    const tenant = tenantWithApplication()
    await signUp(tenant, email)
    const client = tenant.state.clients.get(peopleClient.clientId)
    if (client === undefined) throw new Error('no application')

    const unasked = await exchange(tenant, await logInOnPage(newBrowser(tenant), { email }))
    tenant.state.clients.set(client.client_id, { ...client, grant_types: ['authorization_code'] })
    const browser = newBrowser(tenant)
    configure(tenant, { callbacks: ['https://app.example.test/callback'] })
    const forbidden = await exchange(tenant, await logInOnPage(browser, { email }, { scope }))

    expect([unasked.status, forbidden.status]).toEqual([200, 200])
    expect([unasked.body, forbidden.body].map((body) => 'refresh_token' in body)).toEqual([
      false,
      false,
    ])
  })

  it('gives no more scopes than it was issued for', async () => {
    const { tenant, token } = await withToken()

    const answer = await refresh(tenant, token, { scope: 'openid profile' })

    expect(answer.body['scope']).toBe('openid')
  })

  it('lets the Actions run again, which see what it is and may refuse', async () => {
    const { tenant, token, prepared } = await withToken()
    const code = `exports.onExecutePostLogin = async (event, api) => {
      api.access.deny([event.transaction.protocol, event.session, JSON.stringify(event.request)].join(' '))
    }`
    await deployActions(tenant, [{ name: 'deny', trigger: 'post-login', code }])

    const answer = await refresh(tenant, token)

    expect(answer.status).toBe(403)
    expect(answer.body['error']).toBe('access_denied')
    expect(answer.body['error_description']).toMatch(/^oauth2-refresh-token {2}\{/)
    expect(answer.body['error_description']).not.toContain(token)
    expect(logTypes(tenant, prepared).at(-1)).toBe('fertft')
  })

  it.each([
    ['of another application', { client_id: 'other', client_secret: 'other-secret' }, refused],
    ['that nobody issued', { refresh_token: 'made-up' }, refused],
  ])('%s is refused', async (_name, more, body) => {
    const { tenant, token, prepared } = await withToken()
    const client = tenant.state.clients.get(peopleClient.clientId)
    if (client === undefined) throw new Error('no application')
    const other = { client_id: 'other', client_secret: 'other-secret' }
    tenant.state.clients.set('other', { ...client, ...other })

    const answer = await refresh(tenant, token, more)

    expect([answer.status, answer.body]).toEqual([403, body])
    expect(logTypes(tenant, prepared)).toEqual(['fertft'])
  })

  it('of a blocked or a deleted person is refused', async () => {
    const { tenant, token, prepared } = await withToken()
    const user = userWith(tenant, email)

    tenant.state.users.set(user.user_id, { ...user, blocked: true })
    const blocked = await refresh(tenant, token)
    tenant.state.users.delete(user.user_id)
    const deleted = await refresh(tenant, token)

    expect(blocked.body).toEqual({ error: 'unauthorized', error_description: 'user is blocked' })
    expect(deleted.body).toEqual(refused)
    expect(logTypes(tenant, prepared)).toEqual(['fertft', 'fertft'])
  })

  it.each([
    ['token_lifetime', { token_lifetime: 60, infinite_idle_token_lifetime: true }],
    ['token_lifetime as text', { token_lifetime: '60', infinite_idle_token_lifetime: true }],
    ['idle_token_lifetime', { idle_token_lifetime: 60, infinite_token_lifetime: true }],
  ])('ends by %s on the tenant’s clock', async (_name, settings) => {
    const { tenant, token } = await withToken({ expiration_type: 'expiring', ...settings })

    await tenant.clock.advanceBy(59_999)
    const { status } = await refresh(tenant, token)
    await tenant.clock.advanceBy('idle_token_lifetime' in settings ? 60_000 : 1)
    const late = await refresh(tenant, token)

    expect([status, late.body]).toEqual([200, refused])
  })

  it('does not end where the application lets it live', async () => {
    const never = await withToken()
    const endless = { infinite_token_lifetime: true, infinite_idle_token_lifetime: true }
    const infinite = await withToken({ expiration_type: 'expiring', ...endless })

    for (const { tenant } of [never, infinite]) await tenant.clock.advanceBy(400 * 86_400_000)

    expect((await refresh(never.tenant, never.token)).status).toBe(200)
    expect((await refresh(infinite.tenant, infinite.token)).status).toBe(200)
  })

  it('for several APIs at once is not modelled', async () => {
    const tenant = tenantWithApplication()
    const policies = [{ audience: 'https://api.example.test', scope: [] }]
    configure(tenant, { refresh_token: { policies } })
    await signUp(tenant, email)

    const answer = await logIn(tenant, { email, scope })

    expect(answer.status).toBe(501)
  })
})

describe('a rotating refresh token', () => {
  it('is replaced at each exchange, and its use once more revokes the whole family', async () => {
    const { tenant, token: first, prepared } = await withToken(rotating)

    const second = tokenOf(await refresh(tenant, first))
    const third = tokenOf(await refresh(tenant, second))
    const reused = await refresh(tenant, first)
    const latest = await refresh(tenant, third)

    expect(new Set([first, second, third]).size).toBe(3)
    expect([reused.status, reused.body]).toEqual([403, refused])
    expect(latest.body).toEqual(refused)
    expect(logTypes(tenant, prepared)).toEqual(['sertft', 'sertft', 'ferrt', 'fertft'])
  })

  it('leaves the families of other logins alone', async () => {
    const { tenant, token } = await withToken(rotating)
    const other = tokenOf(await logIn(tenant, { email, scope }))

    await refresh(tenant, token)
    await refresh(tenant, token)
    const answer = await refresh(tenant, other)

    expect(answer.status).toBe(200)
  })

  it('is good once more within the leeway, and only the previous one is', async () => {
    const { tenant, token: first } = await withToken({ ...rotating, leeway: 3 })

    const second = tokenOf(await refresh(tenant, first))
    await tenant.clock.advanceBy(2_999)
    const again = await refresh(tenant, first)
    await refresh(tenant, second)
    const tooOld = await refresh(tenant, first)

    expect([again.status, tooOld.body]).toEqual([200, refused])
  })

  it('is spent when the leeway is over', async () => {
    const { tenant, token } = await withToken({ ...rotating, leeway: 3 })

    await refresh(tenant, token)
    await tenant.clock.advanceBy(3_000)
    const late = await refresh(tenant, token)

    expect(late.body).toEqual(refused)
  })

  it('is exchanged by one of two at the same time, and the family is revoked', async () => {
    const { tenant, token } = await withToken(rotating)
    const code = 'exports.onExecutePostLogin = async () => { await new Promise(setImmediate0) }\n'
    const slow = `${code}const setImmediate0 = (resolve) => setTimeout(resolve, 0)`
    await deployActions(tenant, [{ name: 'slow', trigger: 'post-login', code: slow }])

    const answers = await Promise.all([refresh(tenant, token), refresh(tenant, token)])
    const winner = answers.find(({ status }) => status === 200)
    if (winner === undefined) throw new Error('nobody won')
    const next = await refresh(tenant, tokenOf(winner))

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 403]))
    expect(next.body).toEqual(refused)
    expect(logTypes(tenant)).toContain('ferrt')
  })

  it('does not live longer by being exchanged', async () => {
    const { tenant, token } = await withToken({ ...rotating, token_lifetime: 60 })

    await tenant.clock.advanceBy(59_000)
    const next = tokenOf(await refresh(tenant, token))
    await tenant.clock.advanceBy(1_000)
    const late = await refresh(tenant, next)

    expect(late.body).toEqual(refused)
  })

  it('is what single page applications get, for thirty days', async () => {
    const tenant = tenantWithApplication()
    configure(tenant, { app_type: 'spa' })
    await signUp(tenant, email)

    const first = tokenOf(await logIn(tenant, { email, scope }))
    const next = tokenOf(await refresh(tenant, first))
    await tenant.clock.advanceBy(2_592_000_000)
    const late = await refresh(tenant, next)

    expect([first === next, late.body]).toEqual([false, refused])
  })
})

describe('changing the kind of refresh tokens', () => {
  it('to rotating replaces those of the same person and API at the next exchange', async () => {
    const { tenant, token } = await withToken()
    const other = tokenOf(await logIn(tenant, { email, scope }))
    configure(tenant, { refresh_token: rotating })

    const next = tokenOf(await refresh(tenant, token))
    const gone = await refresh(tenant, other)
    const fresh = await refresh(tenant, next)

    expect([gone.body, fresh.status]).toEqual([refused, 200])
  })

  it('from rotating revokes the family and gives a lasting one', async () => {
    const { tenant, token } = await withToken(rotating)
    configure(tenant, { refresh_token: { rotation_type: 'non-rotating' } })

    const lasting = tokenOf(await refresh(tenant, token))
    const old = await refresh(tenant, token)
    const one = await refresh(tenant, lasting)
    const two = await refresh(tenant, lasting)

    expect([old.body, one.status, two.status]).toEqual([refused, 200, 200])
  })

  it('to expiring puts an end to a token that had none, from its next exchange on', async () => {
    const { tenant, token } = await withToken()
    const endless = { infinite_idle_token_lifetime: true }
    configure(tenant, {
      refresh_token: { expiration_type: 'expiring', token_lifetime: 60, ...endless },
    })
    await tenant.clock.advanceBy(100_000)

    const first = await refresh(tenant, token)
    await tenant.clock.advanceBy(60_000)
    const late = await refresh(tenant, token)

    expect([first.status, late.body]).toEqual([200, refused])
  })
})

describe('/oauth/revoke', () => {
  it('revokes the token, answers without a body, and does so for an unknown token too', async () => {
    const { tenant, token, prepared } = await withToken()

    const known = await revoke(tenant, { token })
    const unknown = await revoke(tenant, { token: 'made-up' })
    const used = await refresh(tenant, token)

    expect([known.status, unknown.status]).toEqual([200, 200])
    expect(known.body).toEqual({ text: '' })
    expect(used.body).toEqual(refused)
    expect(logTypes(tenant, prepared)).toEqual(['srrt', 'fertft'])
  })

  it('revokes what a rotating token has become', async () => {
    const { tenant, token } = await withToken(rotating)
    const next = tokenOf(await refresh(tenant, token))

    await revoke(tenant, { token: next })

    expect((await refresh(tenant, next)).body).toEqual(refused)
  })

  it.each([
    [false, 200],
    [true, 403],
  ])('takes the other tokens of the grant along: %s', async (isFlagged, status) => {
    const { tenant, token } = await withToken()
    const other = tokenOf(await logIn(tenant, { email, scope }))
    setTenant(tenant, { flags: { revoke_refresh_token_grant: isFlagged } })

    await revoke(tenant, { token })
    const answer = await refresh(tenant, other)

    expect(answer.status).toBe(status)
  })

  it('refuses a wrong secret, no token and the token of another application', async () => {
    const { tenant, token } = await withToken()
    const client = tenant.state.clients.get(peopleClient.clientId)
    if (client === undefined) throw new Error('no application')
    const other = { client_id: 'other', client_secret: 'other-secret' }
    tenant.state.clients.set('other', { ...client, ...other })

    const wrong = await revoke(tenant, { token, client_secret: 'guess' })
    const none = await revoke(tenant, {})
    const foreign = await revoke(tenant, { token, ...other })

    expect([wrong, none, foreign].map(({ status }) => status)).toEqual([401, 400, 400])
    expect((await refresh(tenant, token)).status).toBe(200)
  })
})
