import { describe, expect, it } from 'vitest'
import { createUser } from '../../../../../sandbox/tenant/management/create-user.ts'
import type { Tenant } from '../../../../../sandbox/tenant/create-tenant.ts'
import type { ConnectionRecord } from '../../../../../sandbox/tenant/tenant-state.ts'
import { deployActions, logIn, password, signUp } from '../../drive-tenant.ts'
import { deployClient, peopleClient } from '../../new-tenant.ts'
import { controlKey, look, openTenant, press, stateOf } from './drive-page.ts'

const actionSecret = 'whsec_known-to-the-action-alone'
const tellTale = `exports.onExecutePostLogin = async (event) => {
  console.log('using ' + event.secrets.KEY)
  throw new Error('refused with ' + event.secrets.KEY)
}`

function firstConnection(tenant: Tenant): ConnectionRecord {
  const [connection] = tenant.state.connections.values()
  if (connection === undefined) throw new Error('no connection')
  return connection
}

function addUsers(tenant: Tenant, count: number): void {
  const connection = firstConnection(tenant)
  for (let index = 0; index < count; index += 1) {
    const email = `person-${index}@example.test`
    const facts = { email, email_verified: true, passwordHash: null, profile: {} }
    createUser(tenant, { connection, ...facts })
  }
}

async function everythingShown(tenant: Tenant): Promise<string> {
  const [userId = ''] = tenant.state.users.keys()
  const paths = ['', `?user=${encodeURIComponent(userId)}`, 'live', 'state']
  const texts = await Promise.all(paths.map(async (path) => (await look(tenant, path)).text()))
  return texts.join('\n')
}

describe('the page', () => {
  it('opens to nobody without the key, and under no other host name', async () => {
    const tenant = openTenant()
    const ask = (url: string, headers: Record<string, string>) =>
      tenant.app.request(url, { headers })
    const page = `https://${tenant.domain}/__sandbox/`

    const without = await ask(page, {})
    const wrong = await ask(`${page}enter?key=guess`, {})
    const rebound = await ask('https://evil.example.test/__sandbox/', {
      authorization: `Bearer ${controlKey}`,
    })

    expect([without.status, wrong.status, rebound.status]).toEqual([401, 401, 403])
    expect(wrong.headers.get('set-cookie')).toBeNull()
  })

  it('lets in who comes with the key once, by a cookie no script and no other site can use', async () => {
    const tenant = openTenant()
    const page = `https://${tenant.domain}/__sandbox/`

    const entered = await tenant.app.request(`${page}enter?key=${controlKey}`)
    const cookie = entered.headers.get('set-cookie') ?? ''
    const inside = await tenant.app.request(page, {
      headers: { cookie: cookie.split(';')[0] ?? '' },
    })

    expect(entered.headers.get('location')).toBe('/__sandbox/')
    expect(cookie).toMatch(/^__Host-podlink-sandbox=/)
    expect(cookie).toContain('HttpOnly; Secure; SameSite=Strict')
    expect(inside.status).toBe(200)
  })

  it('is allowed to load and run nothing but what the tenant itself serves', async () => {
    const { headers } = await look(openTenant(), '')

    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
        "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
  })

  it('is neither limited nor logged, and meets no fault', async () => {
    const tenant = openTenant({ plan: 'free' })
    tenant.faults.add({ kind: 'server-error', at: '* /*' })

    const statuses: number[] = []
    for (let index = 0; index < 10; index += 1) statuses.push((await look(tenant, 'state')).status)

    expect(statuses).toEqual(Array<number>(10).fill(200))
    expect(tenant.requestLog.entries).toEqual([])
    expect(tenant.faults.list()).toMatchObject([{ hits: 0 }])
  })

  it.each([undefined, 'null', 'https://evil.example.test'])(
    'takes no order from the origin %s',
    async (origin) => {
      const tenant = openTenant()
      tenant.faults.add({ kind: 'slow', at: '* /*' })

      const { status } = await tenant.app.request(
        `https://${tenant.domain}/__sandbox/do/clear-faults`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${controlKey}`, ...(origin && { origin }) },
        },
      )

      expect(status).toBe(403)
      expect(tenant.faults.list()).toHaveLength(1)
    },
  )

  it('shows no secret, not even one that an Action prints and throws', async () => {
    const tenant = openTenant()
    const secrets = [{ name: 'KEY', value: actionSecret }]
    await deployActions(tenant, [{ name: 'talks', trigger: 'post-login', code: tellTale, secrets }])
    await signUp(tenant, 'ada@example.test')
    await press(tenant, 'log-in', { email: 'ada@example.test', password })
    await logIn(tenant, { email: 'ada@example.test', scope: 'openid offline_access' })

    const shown = await everythingShown(tenant)

    expect(shown).toContain('using •••')
    expect(shown).toContain('refused with •••')
    const never = [actionSecret, deployClient.clientSecret, peopleClient.clientSecret]
    for (const secret of [...never, controlKey, password, 'scrypt$', tellTale.slice(0, 40)]) {
      expect(shown).not.toContain(secret)
    }
  })

  it('sends again only what has changed', async () => {
    const tenant = openTenant()
    const first = (await (await look(tenant, 'live')).json()) as Record<string, { mark: string }>
    const known = Object.entries(first).map(([name, { mark }]) => `${name}:${mark}`)

    tenant.faults.add({ kind: 'slow', at: '* /*' })
    const second = await look(tenant, `live?known=${encodeURIComponent(known.join(' '))}`)

    expect(Object.keys((await second.json()) as object).toSorted()).toEqual(['faults', 'figures'])
  })

  it('shows fifty of ten thousand users, finds the others on the server, and stays small', async () => {
    const tenant = openTenant()
    addUsers(tenant, 10_000)

    const page = await (await look(tenant, '')).text()
    const found = await stateOf(tenant, '?q=person-77%20verified')

    expect(page.match(/<tr data-key="auth0/g)).toHaveLength(50)
    expect(page.length).toBeLessThan(200_000)
    expect(found.users.total).toBe(10_000)
    expect(found.users.matching).toBe(111)
  })

  it('tells machines at most 200 of each list, the newest first', async () => {
    const tenant = openTenant()
    addUsers(tenant, 300)

    const { users } = await stateOf(tenant)

    expect(users.items).toHaveLength(200)
    expect(users.items[0]?.email).toBe('person-299@example.test')
  })

  it('works without its script', async () => {
    const tenant = openTenant()
    const origin = `https://${tenant.domain}`

    const answer = await tenant.app.request(`${origin}/__sandbox/do/sign-up`, {
      method: 'POST',
      headers: { authorization: `Bearer ${controlKey}`, origin },
      body: new URLSearchParams({ email: 'ada@example.test' }),
    })

    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/__sandbox/'])
    expect(tenant.state.users.size).toBe(1)
  })
})

describe('hostile text', () => {
  it('stays text wherever it is shown', async () => {
    const tenant = openTenant()
    const hostile = `</pre></script><script>alert(1)</script>"'><img src=x onerror=alert(2)>`
    const user = createUser(tenant, {
      connection: firstConnection(tenant),
      email: 'mallory@example.test',
      email_verified: false,
      passwordHash: null,
      app_metadata: { [hostile]: hostile },
      profile: { name: hostile },
    })
    if (user === 'taken') throw new Error('taken')
    tenant.state.roles.set('r', { id: 'r', name: hostile, description: '', permissions: [] })
    tenant.state.userRoles.set(user.user_id, new Set(['r']))
    tenant.faults.add({ kind: 'slow', at: `GET /${hostile}` })
    await tenant.app.request(`https://${tenant.domain}/x?${encodeURIComponent(hostile)}`, {
      headers: { 'user-agent': hostile },
    })
    await press(tenant, 'log-in', { email: hostile })

    const pages = await Promise.all(
      ['', `?user=${encodeURIComponent(user.user_id)}&q=${encodeURIComponent(hostile)}`].map(
        async (path) => (await look(tenant, path)).text(),
      ),
    )

    for (const page of pages) {
      expect(page).not.toContain('<img src=x')
      expect(page).not.toContain('<script>')
    }
  })
})
