import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Tenant } from '../../../../sandbox/tenant/create-tenant.ts'
import {
  authorizeAddress,
  callback,
  cameBackWith,
  configure,
  exchange,
  logInOnPage,
  logTypes,
  tenantWithApplication,
  withAccount,
} from '../application.ts'
import { newBrowser, type Seen } from '../browser.ts'
import { call, claimsOf, deployActions, password, userWith } from '../drive-tenant.ts'
import { peopleClient } from '../new-tenant.ts'

const email = 'ada@example.test'

function setConnection(tenant: Tenant, options: Record<string, boolean>): void {
  const [connection] = tenant.state.connections.values()
  if (connection === undefined) throw new Error('no connection')
  tenant.state.connections.set(connection.id, { ...connection, options })
}

describe('the login page', () => {
  it('loads nothing, runs nothing, is kept nowhere and sends its form home or to the callback', async () => {
    const { browser } = await withAccount(email)

    const page = await browser.open(authorizeAddress())

    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("form-action 'self' https://app.example.test;")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(page.text).not.toContain('<script')
    expect(page.headers.get('cache-control')).toBe('no-store')
  })

  it('allows its own style, and of scripts the one that posts an answer, by their hashes', async () => {
    const { browser } = await withAccount(email)
    const hashIn = (page: Seen, tag: 'style' | 'script') => {
      const text = new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(page.text)?.[1] ?? ''
      return `${tag}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`
    }

    const page = await browser.open(authorizeAddress())
    const posted = await logInOnPage(browser, { email }, { response_mode: 'form_post' })

    expect(page.headers.get('content-security-policy')).toContain(hashIn(page, 'style'))
    expect(posted.headers.get('content-security-policy')).toContain(hashIn(posted, 'script'))
  })

  it('lets the form end at an application of a scheme of its own', async () => {
    const { tenant, browser } = await withAccount(email)
    const own = 'app.example://callback'
    configure(tenant, { callbacks: [own] })

    const page = await browser.open(authorizeAddress({ redirect_uri: own }))

    const policy = page.headers.get('content-security-policy')
    expect(policy).toContain("form-action 'self' app.example:;")
  })

  it('has the hint filled in, as text and never as markup', async () => {
    const { browser } = await withAccount(email)

    const page = await browser.open(authorizeAddress({ login_hint: '"><b>ada' }))

    expect(page.text).toContain('value="&quot;&gt;&lt;b&gt;ada"')
  })

  it('says the same of a wrong password and an unknown address, and can be sent again', async () => {
    const { tenant, browser } = await withAccount(email)

    const wrong = await logInOnPage(browser, { email, password: 'Wrong-password-1' })
    const unknown = await browser.submit(wrong, { username: 'nobody@example.test', password })
    const good = await browser.submit(unknown, { username: email, password })

    expect([wrong.status, unknown.status]).toEqual([400, 400])
    expect(wrong.text).toContain('Wrong email or password')
    expect(unknown.text).toContain('Wrong email or password')
    expect(cameBackWith(good)['code']).toBeDefined()
    expect(logTypes(tenant)).toEqual(['ss', 'fp', 'fu', 's'])
  })

  it('never writes a password anywhere', async () => {
    const { tenant, browser } = await withAccount(email)

    const secret = 'Wrong-password-1'
    const page = await logInOnPage(browser, { email, password: secret })

    expect(page.text).not.toContain(secret)
    const logged = [tenant.log.entries, tenant.requestLog.entries, tenant.executions]
    expect(JSON.stringify(logged)).not.toContain(secret)
  })

  it('counts an unreadable form as a wrong password', async () => {
    const { browser } = await withAccount(email)
    const page = await browser.open(authorizeAddress())

    const answer = await browser.submit(page, { username: email, password, more: 'x' })

    expect(answer.status).toBe(400)
  })

  it.each(['/u/login', '/u/signup', '/u/reset-password/request'])(
    'at %s works in the browser that began the login alone',
    async (path) => {
      const { tenant, browser } = await withAccount(email)
      const page = await browser.open(authorizeAddress())
      const state = new URLSearchParams(page.path.split('?')[1]).get('state') ?? ''

      const stranger = newBrowser(tenant)
      const seen = await stranger.open(`${path}?state=${state}`)
      const sent = await stranger.submit({ ...page, text: '', path: `${path}?state=${state}` }, {})
      const made = await browser.open(`${path}?state=made-up`)
      const own = await browser.open(`${path}?state=${state}`)

      const shown = [seen, sent, made, own].map(({ status }) => status)
      expect(shown).toEqual([400, 400, 400, 200])
    },
  )

  it('is over after the login, and after an hour', async () => {
    const { tenant, browser } = await withAccount(email)
    const fields = { username: email, password }

    const used = await browser.open(authorizeAddress())
    await browser.submit(used, fields)
    const again = await browser.submit(used, fields)
    const waiting = await newBrowser(tenant).open(authorizeAddress())
    const late = newBrowser(tenant)
    const old = await late.open(authorizeAddress())
    await tenant.clock.advanceBy(3_600_000)
    const tooLate = await late.submit(old, fields)

    expect([again.status, waiting.status, tooLate.status]).toEqual([400, 200, 400])
  })

  it('counts once when its form is sent twice at the same time', async () => {
    const { tenant, browser } = await withAccount(email)
    const page = await browser.open(authorizeAddress())

    const fields = { username: email, password }
    const seen = await Promise.all([browser.submit(page, fields), browser.submit(page, fields)])

    const shown = seen.map(({ status }) => status)
    expect(new Set(shown)).toEqual(new Set([302, 400]))
    expect(tenant.state.logins.sessions.size).toBe(1)
  })

  it('keeps logins in two windows of one browser apart', async () => {
    const { browser } = await withAccount(email)
    const fields = { username: email, password }

    const one = await browser.open(authorizeAddress({ state: 'one' }))
    const two = await browser.open(authorizeAddress({ state: 'two' }))
    const second = await browser.submit(two, fields)
    const first = await browser.submit(one, fields)

    expect([cameBackWith(first)['state'], cameBackWith(second)['state']]).toEqual(['one', 'two'])
  })
})

describe('the sign-up page', () => {
  it('opens an account, mails the link, starts the registration Actions and logs in', async () => {
    const tenant = tenantWithApplication()
    const browser = newBrowser(tenant)
    const code = `exports.onExecutePostUserRegistration = async (event) => {
      console.log(event.transaction.protocol, event.transaction.redirect_uri, event.transaction.state)
    }`
    await deployActions(tenant, [{ name: 'look', trigger: 'post-user-registration', code }])

    const page = await browser.open(authorizeAddress({ screen_hint: 'signup', login_hint: email }))
    const seen = await browser.submit(page, { email, password })
    const tokens = await exchange(tenant, seen)
    await tenant.idle()

    expect(page.path).toContain('/u/signup')
    expect(page.text).toContain(`value="${email}"`)
    expect(claimsOf(tokens, 'id_token')).toMatchObject({ email, email_verified: false })
    expect(tenant.mailSink.lastTo(email)?.template).toBe('verify_email')
    const [registration] = tenant.executions
    expect(registration?.trigger_id).toBe('post-user-registration')
    expect(registration?.results[0]?.logs).toContain(`oidc-basic-profile ${callback} the-state`)
    expect(logTypes(tenant).slice(-3)).toEqual(['ss', 's', 'seacft'])
  })

  it.each([
    ['a weak password', { email: 'b@example.test', password: 'short' }, 'Password is too weak'],
    ['a known address', { email, password }, 'Invalid sign up'],
    ['no address', { email: 'nobody', password }, 'Invalid field email'],
  ])('refuses %s and can be sent again', async (_name, fields, words) => {
    const { tenant, browser } = await withAccount(email)
    const page = await browser.open(authorizeAddress({ screen_hint: 'signup' }))

    const refused = await browser.submit(page, fields)
    const good = await browser.submit(refused, { email: 'c@example.test', password })

    expect([refused.status, refused.text.includes(words)]).toEqual([400, true])
    expect(cameBackWith(good)['code']).toBeDefined()
    expect(logTypes(tenant)).toEqual(['ss', 'fs', 'ss', 's'])
  })

  it('is closed where the connection says so', async () => {
    const { tenant, browser } = await withAccount(email)
    const page = await browser.open(authorizeAddress({ screen_hint: 'signup' }))
    setConnection(tenant, { disable_signup: true })

    const shown = await browser.open(page.path)
    const sent = await browser.submit(page, { email: 'b@example.test', password })
    const login = await browser.open(authorizeAddress({ screen_hint: 'signup' }))

    expect([shown.status, sent.status]).toEqual([403, 403])
    expect(login.path).toContain('/u/login')
    expect(login.text).not.toContain('Sign up')
    expect(tenant.state.users.size).toBe(1)
  })

  it('answers loudly where a user name is needed', async () => {
    const { tenant, browser } = await withAccount(email)
    setConnection(tenant, { requires_username: true })
    const page = await browser.open(authorizeAddress({ screen_hint: 'signup' }))

    const sent = await browser.submit(page, { email: 'b@example.test', password })

    expect(sent.status).toBe(501)
  })
})

describe('a forgotten password', () => {
  it('is replaced through a mailed link, and ends the sessions that the old one opened', async () => {
    const { tenant, browser } = await withAccount(email)
    await logInOnPage(browser, { email })
    await tenant.clock.advanceBy(1000)
    const elsewhere = newBrowser(tenant)
    const login = await elsewhere.open(authorizeAddress())
    const address = /href="(\/u\/reset-password\/request[^"]*)"/.exec(login.text)?.[1] ?? ''

    const sent = await elsewhere.submit(await elsewhere.open(address), { email })
    const form = await elsewhere.open(tenant.mailSink.lastTo(email)?.link ?? '')
    const fresh = 'Another-horse-2'
    const done = await elsewhere.submit(form, { password: fresh })
    const silent = await browser.open(authorizeAddress({ prompt: 'none' }))
    const back = await logInOnPage(browser, { email, password: fresh })

    expect([sent.status, done.status]).toEqual([200, 200])
    expect(cameBackWith(silent)['error']).toBe('login_required')
    expect(cameBackWith(back)['code']).toBeDefined()
    expect(userWith(tenant, email).email_verified).toBe(true)
  })

  it('is not told apart from an unknown address', async () => {
    const { tenant, browser } = await withAccount(email)
    const login = await browser.open(authorizeAddress())
    const path = login.path.replace('/u/login', '/u/reset-password/request')
    const page = await browser.open(path)

    const unknown = await browser.submit(page, { email: 'nobody@example.test' })
    const known = await browser.submit(page, { email })

    expect(unknown.text).toBe(known.text)
    expect(tenant.mailSink.mails.filter(({ template }) => template === 'reset_email')).toHaveLength(
      1,
    )
  })

  it('lets the form of the link end where the ticket leads', async () => {
    const { tenant, browser } = await withAccount(email)
    const { user_id } = userWith(tenant, email)
    const result_url = 'https://done.example.test/'
    tenant.state.tickets.set('the-ticket', {
      kind: 'change_password',
      user_id,
      expiresAtMs: tenant.now() + 1000,
      result_url,
      markEmailAsVerified: false,
    })

    const form = await browser.open('/u/reset-password?ticket=the-ticket')
    const done = await browser.submit(form, { password: 'Another-horse-2' })

    const policy = form.headers.get('content-security-policy')
    expect(policy).toContain("form-action 'self' https://done.example.test;")
    expect(done.leftFor?.href).toBe(result_url)
  })
})

describe('/dbconnections', () => {
  const post = (tenant: Tenant, path: string, body: Record<string, unknown>) =>
    call(tenant, { method: 'POST', path: `/dbconnections/${path}`, body })
  const connection = 'Username-Password-Authentication'
  const { clientId: client_id } = peopleClient
  const elevenFields = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`key${at}`, 'x']))

  it('shows the profile that somebody signed up with', async () => {
    const tenant = tenantWithApplication()

    const person = { email, password, given_name: 'Ada', family_name: 'Byron' }
    const answer = await post(tenant, 'signup', { client_id, connection, ...person })

    expect(answer.body).toMatchObject({ given_name: 'Ada', family_name: 'Byron', email })
  })

  it.each([
    ['a telephone number', { phone_number: '+491234' }, 501],
    ['an unknown field', { app_metadata: { admin: true } }, 400],
    ['too much metadata', { user_metadata: elevenFields }, 400],
    ['another connection', { connection: 'elsewhere' }, 400],
  ])('refuses a sign-up with %s', async (_name, more, status) => {
    const tenant = tenantWithApplication()

    const fields = { client_id, connection, email, password, ...more }
    const answer = await post(tenant, 'signup', fields)

    expect([answer.status, tenant.state.users.size]).toEqual([status, 0])
  })

  it('mails a new password’s link also without naming the application', async () => {
    const { tenant } = await withAccount(email)

    const answer = await post(tenant, 'change_password', { connection, email })
    const unusable = await post(tenant, 'change_password', { connection, email, organization: 'x' })
    const noAddress = await post(tenant, 'change_password', { connection })

    expect([answer, unusable, noAddress].map(({ status }) => status)).toEqual([200, 501, 400])
    expect(tenant.mailSink.lastTo(email)?.template).toBe('reset_email')
  })
})
