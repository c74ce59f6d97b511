import { describe, expect, it } from 'vitest'
import type { Tenant } from '../../../../sandbox/tenant/create-tenant.ts'
import type { TenantOptions } from '../../../../sandbox/tenant/create-tenant.ts'
import {
  authorizeAddress,
  cameBackWith,
  exchange,
  logInOnPage,
  logTypes,
  setTenant,
  tenantWithApplication,
} from '../application.ts'
import { newBrowser, type Browser } from '../browser.ts'
import { claimsOf, deployActions, signUp, userWith } from '../drive-tenant.ts'

const email = 'ada@example.test'
const hourMs = 3_600_000
const silently = authorizeAddress({ prompt: 'none' })

async function loggedIn(options: Partial<TenantOptions> = {}) {
  const tenant = tenantWithApplication(options)
  await signUp(tenant, email)
  const browser = newBrowser(tenant)
  const seen = await logInOnPage(browser, { email })
  return { tenant, browser, seen }
}

async function isLoggedIn(browser: Browser): Promise<boolean> {
  return cameBackWith(await browser.open(silently))['code'] !== undefined
}

describe('a session', () => {
  it('lives in a cookie that scripts cannot read, and not under the name tokens know', async () => {
    const tenant = tenantWithApplication()
    await signUp(tenant, email)
    const browser = newBrowser(tenant)

    const seen = await logInOnPage(browser, { email })
    const claims = claimsOf(await exchange(tenant, seen), 'id_token')

    const line = seen.headers.getSetCookie().find((one) => one.startsWith('auth0='))
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=None', 'Path=/', 'Max-Age=604800']) {
      expect(line).toContain(attribute)
    }
    expect(browser.cookies.get('auth0')).not.toContain(claims['sid'])
  })

  it('logs in again without a page, under the same session, and counts', async () => {
    const { tenant, browser, seen } = await loggedIn()

    const again = await browser.open(authorizeAddress({ state: 'second' }))
    const silent = await browser.open(silently)

    const answers = [seen, again, silent]
    const claims = await Promise.all(
      answers.map(async (one) => claimsOf(await exchange(tenant, one), 'id_token')),
    )
    expect(new Set(claims.map(({ sid }) => sid)).size).toBe(1)
    expect(cameBackWith(again)['state']).toBe('second')
    expect(userWith(tenant, email).logins_count).toBe(3)
    expect(logTypes(tenant).slice(0, 4)).toEqual(['ss', 's', 's', 'ssa'])
  })

  it('does not count where the tenant is told that it does not', async () => {
    const { tenant, browser } = await loggedIn({ unknown: { sessionLoginCounts: false } })

    await browser.open(silently)

    expect(userWith(tenant, email).logins_count).toBe(1)
  })

  it('runs the Actions again, which may refuse', async () => {
    const { tenant, browser } = await loggedIn()
    const code = `exports.onExecutePostLogin = async (event, api) => {
      api.access.deny(event.transaction.prompt.join() || 'asked')
    }`
    await deployActions(tenant, [{ name: 'deny', trigger: 'post-login', code }])

    const silent = await browser.open(silently)
    const loud = await browser.open(authorizeAddress())

    const error = 'access_denied'
    expect(cameBackWith(silent)).toMatchObject({ error, error_description: 'none' })
    expect(cameBackWith(loud)).toMatchObject({ error, error_description: 'asked' })
    expect(logTypes(tenant).slice(-2)).toEqual(['fsa', 'f'])
  })

  it.each([
    [true, 'access_denied'],
    [false, 'login_required'],
  ])('stays after an Action’s refusal: %s', async (deniedLoginKeepsSession, error) => {
    const tenant = tenantWithApplication({ unknown: { deniedLoginKeepsSession } })
    await signUp(tenant, email)
    const code = "exports.onExecutePostLogin = async (event, api) => { api.access.deny('no') }"
    await deployActions(tenant, [{ name: 'deny', trigger: 'post-login', code }])
    const browser = newBrowser(tenant)

    await logInOnPage(browser, { email })
    const silent = await browser.open(silently)

    expect(cameBackWith(silent)['error']).toBe(error)
  })

  it('ends after three days without a sign of life, each one prolonging it up to seven', async () => {
    const { tenant, browser } = await loggedIn()
    const idle = await loggedIn()

    const alive: boolean[] = []
    for (const hours of [71, 71, 25, 1]) {
      await tenant.clock.advanceBy(hours * hourMs)
      alive.push(await isLoggedIn(browser))
    }
    await idle.tenant.clock.advanceBy(72 * hourMs)

    expect(alive).toEqual([true, true, true, false])
    expect(await isLoggedIn(idle.browser)).toBe(false)
  })

  it.each([
    ['hours', { session_lifetime: 2 }, 2 * hourMs],
    ['minutes, which win', { session_lifetime: 2, session_lifetime_in_minutes: 30 }, hourMs / 2],
    ['idle hours', { idle_session_lifetime: 1 }, hourMs],
    ['idle minutes', { idle_session_lifetime_in_minutes: 5 }, hourMs / 12],
  ])('ends as the tenant says in %s', async (_name, settings, endsAfterMs) => {
    const just = await loggedIn()
    const late = await loggedIn()
    for (const { tenant } of [just, late]) setTenant(tenant, settings)

    await just.tenant.clock.advanceBy(endsAfterMs - 1)
    await late.tenant.clock.advanceBy(endsAfterMs)

    expect([await isLoggedIn(just.browser), await isLoggedIn(late.browser)]).toEqual([true, false])
  })

  it('gets no longer through settings made after the login, nor beyond its plan', async () => {
    const longer = { idle_session_lifetime: 1000, session_lifetime: 5000 }
    const old = await loggedIn()
    setTenant(old.tenant, longer)
    const small = tenantWithApplication({ plan: 'essentials' })
    setTenant(small, longer)
    await signUp(small, email)
    const browser = newBrowser(small)
    await logInOnPage(browser, { email })

    await old.tenant.clock.advanceBy(72 * hourMs)
    await small.clock.advanceBy(72 * hourMs)

    expect([await isLoggedIn(old.browser), await isLoggedIn(browser)]).toEqual([false, false])
  })

  it.each([
    ['deleted', (tenant: Tenant, id: string) => void tenant.state.users.delete(id)],
    [
      'moved to another connection',
      (tenant: Tenant, id: string) => {
        const user = userWith(tenant, email)
        tenant.state.users.set(id, { ...user, connection: 'elsewhere' })
      },
    ],
  ])('is worth nothing once the account is %s', async (_name, change) => {
    const { tenant, browser } = await loggedIn()
    change(tenant, userWith(tenant, email).user_id)

    const silent = await browser.open(silently)

    expect(cameBackWith(silent)['error']).toBe('login_required')
  })

  it('is refused to somebody who was blocked meanwhile', async () => {
    const { tenant, browser } = await loggedIn()
    const user = userWith(tenant, email)
    tenant.state.users.set(user.user_id, { ...user, blocked: true })

    const silent = await browser.open(silently)
    tenant.state.users.set(user.user_id, user)
    const unblocked = await browser.open(silently)

    expect(cameBackWith(silent)['error']).toBe('unauthorized')
    expect(cameBackWith(unblocked)['code']).toBeDefined()
    expect(logTypes(tenant).slice(-2)).toEqual(['fsa', 'ssa'])
  })

  it('is not begun where the tenant wants sessions that this stand-in does not have', async () => {
    const tenant = tenantWithApplication()
    await signUp(tenant, email)
    setTenant(tenant, { session_cookie: { mode: 'non-persistent' } })

    const seen = await logInOnPage(newBrowser(tenant), { email })

    expect([seen.status, tenant.state.logins.sessions.size]).toEqual([501, 0])
  })
})

describe('a silent login', () => {
  it('without a session comes back as login_required', async () => {
    const tenant = tenantWithApplication()

    const seen = await newBrowser(tenant).open(silently)

    expect(cameBackWith(seen)).toEqual({
      error: 'login_required',
      error_description: 'Login required',
      state: 'the-state',
    })
    expect(logTypes(tenant)).toEqual(['fsa'])
  })
})

describe('asking for the password again', () => {
  it('is what prompt=login does, and the ID token says when it was', async () => {
    const { tenant, browser } = await loggedIn()
    await tenant.clock.advanceBy(hourMs)
    const before = browser.cookies.get('auth0')

    const page = await browser.open(authorizeAddress({ prompt: 'login' }))
    const seen = await logInOnPage(browser, { email }, { prompt: 'login' })
    const claims = claimsOf(await exchange(tenant, seen), 'id_token')

    expect(page.path).toContain('/u/login')
    expect(claims['auth_time']).toBe(Math.floor(tenant.now() / 1000))
    expect(browser.cookies.get('auth0')).not.toBe(before)
    expect(tenant.state.logins.sessions.size).toBe(1)
  })

  it('depends on max_age and the age of the login', async () => {
    const { tenant, browser } = await loggedIn()
    const loggedInAt = Math.floor(tenant.now() / 1000)
    const atOnce = await browser.open(authorizeAddress({ max_age: '0' }))
    await tenant.clock.advanceBy(60_000)

    const young = await browser.open(authorizeAddress({ max_age: '60' }))
    const old = await browser.open(authorizeAddress({ max_age: '59' }))
    const never = await browser.open(authorizeAddress({ max_age: '0' }))
    const silent = await browser.open(authorizeAddress({ max_age: '59', prompt: 'none' }))

    const claims = claimsOf(await exchange(tenant, young), 'id_token')
    expect(claims['auth_time']).toBe(loggedInAt)
    expect([atOnce.status, old.status, never.status]).toEqual([200, 200, 200])
    expect(cameBackWith(silent)['error']).toBe('login_required')
  })
})
