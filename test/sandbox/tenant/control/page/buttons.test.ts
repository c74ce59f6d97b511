import { describe, expect, it } from 'vitest'
import type { Tenant } from '../../../../../sandbox/tenant/create-tenant.ts'
import { samplePassword } from '../../../../../sandbox/tenant/control/page/person-acts.ts'
import { deployActions, logIn, userWith } from '../../drive-tenant.ts'
import { openTenant, press } from './drive-page.ts'

const email = 'ada@example.test'

async function withAda(tenant: Tenant = openTenant()): Promise<{ tenant: Tenant; user: string }> {
  await press(tenant, 'sign-up', { email, name: 'Ada' })
  return { tenant, user: userWith(tenant, email).user_id }
}

const denying = `exports.onExecutePostLogin = async (event, api) => api.access.deny('Not today.')`
const claiming = `exports.onExecutePostLogin = async (event, api) => {
  api.idToken.setCustomClaim('https://example.test/employee_id', 'E-7')
}`

describe('a person', () => {
  it('signs up through the front door, with the password everybody has, and gets a mail', async () => {
    const { tenant } = await withAda()

    const { status } = await logIn(tenant, { email, password: samplePassword })

    expect(status).toBe(200)
    expect(tenant.mailSink.lastTo(email)?.template).toBe('verify_email')
    expect(tenant.requestLog.entries.map(({ path }) => path)).toContain('/dbconnections/signup')
  })

  it('is told why a sign-up is refused', async () => {
    const { tenant } = await withAda()

    const again = await press(tenant, 'sign-up', { email })

    expect(again).toMatchObject({
      isGood: false,
      text: 'sign-up refused: invalid_signup: Invalid sign up (400)',
    })
  })

  it('logs in with the Actions running, and is told what they put into the token', async () => {
    const { tenant } = await withAda()
    await deployActions(tenant, [{ name: 'claims', trigger: 'post-login', code: claiming }])

    const { text } = await press(tenant, 'log-in', { email })

    expect(text).toBe(
      `${email} logged in; the ID token says https://example.test/employee_id = "E-7"`,
    )
  })

  it('is told why an Action refused the login', async () => {
    const { tenant } = await withAda()
    await deployActions(tenant, [{ name: 'denies', trigger: 'post-login', code: denying }])

    const { text } = await press(tenant, 'log-in', { email })

    expect(text).toBe('login refused: access_denied: Not today. (403)')
  })

  it('gets a mail for a new password; who is unknown gets none, and the page says so', async () => {
    const { tenant } = await withAda()

    const known = await press(tenant, 'change-password', { email })
    const unknown = await press(tenant, 'change-password', { email: 'nobody@example.test' })

    expect([known.isGood, unknown.isGood]).toEqual([true, false])
    expect(tenant.mailSink.lastTo(email)?.template).toBe('reset_email')
  })
})

describe('an account', () => {
  it('is verified through the link of its mail, and through a fresh one when that is too old', async () => {
    const { tenant, user } = await withAda()
    await tenant.clock.advanceBy(6 * 86_400_000)

    const { text } = await press(tenant, 'verify', { user })

    expect(text).toBe(`${email} opened the link and is verified`)
    expect(userWith(tenant, email).email_verified).toBe(true)
    expect(tenant.mailSink.mails).toHaveLength(2)
  })

  it('is blocked and unblocked through the Management API', async () => {
    const { tenant, user } = await withAda()

    await press(tenant, 'block', { user })
    const refused = await press(tenant, 'log-in', { email })
    await press(tenant, 'unblock', { user })
    const allowed = await press(tenant, 'log-in', { email })

    expect(refused.text).toBe('login refused: unauthorized: user is blocked (403)')
    expect(allowed.isGood).toBe(true)
    expect(tenant.log.entries.filter(({ type }) => type === 'sapi')).toHaveLength(2)
  })

  it('is deleted', async () => {
    const { tenant, user } = await withAda()

    const { text } = await press(tenant, 'delete', { user })

    expect(text).toBe(`${email} is deleted`)
    expect(tenant.state.users.size).toBe(0)
  })
})

describe('a fault', () => {
  it.each([
    ['unavailable', 'login refused: temporarily_unavailable: Service unavailable (503)'],
    ['rate-limited', 'login refused: too_many_requests: Global limit has been reached (429)'],
    ['reset-before', 'login refused: the connection was cut without an answer'],
  ])('of kind %s meets the next button that goes through the front door', async (kind, text) => {
    const { tenant } = await withAda()

    const armed = await press(tenant, 'arm-fault', { kind, at: 'POST /oauth/token', count: '1' })
    const first = await press(tenant, 'log-in', { email })
    const second = await press(tenant, 'log-in', { email })

    expect(armed.text).toBe(`${kind} is in force at POST /oauth/token, once`)
    expect([first.text, second.isGood]).toEqual([text, true])
  })

  it('keeps its chance and its delay, and ends when it is removed', async () => {
    const tenant = openTenant()
    const wish = { kind: 'reorder', at: 'action', count: '', percent: '25', delayMs: '700' }

    await press(tenant, 'arm-fault', wish)
    const [fault] = tenant.faults.list()
    await press(tenant, 'remove-fault', { fault: fault?.id ?? '' })

    expect(fault).toMatchObject({ kind: 'reorder', probability: 0.25, delayMs: 700 })
    expect(fault?.count).toBeUndefined()
    expect(tenant.faults.list()).toEqual([])
  })

  it.each([
    { kind: 'explode', at: '* /*' },
    { kind: 'slow', at: 'everywhere' },
    { kind: 'slow', at: '* /*', percent: '101' },
    { kind: 'slow', at: '* /*', count: '0' },
  ])('that makes no sense is refused: %j', async (wish) => {
    const tenant = openTenant()

    const { isGood } = await press(tenant, 'arm-fault', wish)

    expect(isGood).toBe(false)
    expect(tenant.faults.list()).toEqual([])
  })
})

describe('the clock', () => {
  it('moves ahead by what was asked and does what falls due', async () => {
    const tenant = openTenant()
    const before = tenant.now()
    let done = 0
    tenant.clock.after(60_000, async () => void (done += 1))

    const { text } = await press(tenant, 'move-clock', { amount: '2', unit: '60' })

    expect(tenant.now() - before).toBe(120_000)
    expect(text).toBe('the clock says 2026-01-01T00:02:00.000Z')
    expect(done).toBe(1)
  })

  it.each(['', '-5', '1.5', 'soon', '99999999999'])('does not move by %j', async (amount) => {
    const tenant = openTenant()
    const before = tenant.now()

    const { isGood } = await press(tenant, 'move-clock', { amount, unit: '60' })

    expect([isGood, tenant.now()]).toEqual([false, before])
  })
})
