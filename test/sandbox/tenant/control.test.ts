import { describe, expect, it } from 'vitest'
import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'
import { call, signUp, type Answer } from './drive-tenant.ts'
import { newTenant } from './new-tenant.ts'

const start = Date.UTC(2026, 0, 1)

type Sent = { readonly method?: string; readonly headers?: Record<string, string>; body?: unknown }

function send(tenant: Tenant, path: string, { method = 'GET', headers = {}, body }: Sent = {}) {
  return tenant.app.request(`https://${tenant.domain}/__sandbox${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

function control(tenant: Tenant, method: string, path: string, body?: unknown): Promise<Answer> {
  const token = tenant.controlKey
  return call(tenant, { method, path: `/__sandbox${path}`, body, token })
}

describe('who may control the sandbox', () => {
  it('is who shows the key, and nobody else', async () => {
    const tenant = newTenant()
    const as = (authorization: string) => send(tenant, '/faults', { headers: { authorization } })

    const statuses = [
      (await send(tenant, '/faults')).status,
      (await as(`Bearer ${tenant.controlKey}x`)).status,
      (await as('Bearer')).status,
      (await as(tenant.controlKey)).status,
      (await as(`Bearer ${tenant.controlKey}`)).status,
    ]

    expect(statuses).toEqual([401, 401, 401, 401, 200])
  })

  it('cannot reach it by another name than the tenant’s', async () => {
    const tenant = newTenant()
    const headers = { host: 'rebound.example.test', authorization: `Bearer ${tenant.controlKey}` }

    const answers = [
      await send(tenant, '/faults', { headers }),
      await send(tenant, `/enter?key=${tenant.controlKey}`, { headers }),
    ]

    expect(answers.map(({ status }) => status)).toEqual([403, 403])
  })

  it('gets a key nobody can guess, another one for each tenant', () => {
    const keys = [newTenant().controlKey, newTenant().controlKey]

    expect(new Set(keys).size).toBe(2)
    expect(Buffer.from(keys[0] ?? '', 'base64url')).toHaveLength(32)
    expect(newTenant({ controlKey: 'given' }).controlKey).toBe('given')
  })
})

describe('a browser', () => {
  async function enter(tenant: Tenant) {
    const response = await send(tenant, `/enter?key=${tenant.controlKey}`)
    const cookie = response.headers.get('set-cookie') ?? ''
    return { response, cookie, pair: cookie.split(';')[0] ?? '' }
  }

  it('enters with the key and goes on to the page with a cookie that no script and no other site gets', async () => {
    const tenant = newTenant()

    const { response, cookie } = await enter(tenant)

    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe('/__sandbox/')
    expect(cookie).toMatch(/^__Host-podlink-sandbox=/)
    for (const part of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict']) {
      expect(cookie).toContain(part)
    }
    expect(cookie).not.toContain('Domain')
  })

  it.each(['', '?key=', '?key=wrong', '?key=wrong&more=1'])(
    'does not enter with %s and gets no cookie',
    async (query) => {
      const response = await send(newTenant(), `/enter${query}`)

      expect([400, 401]).toContain(response.status)
      expect(response.headers.has('set-cookie')).toBe(false)
    },
  )

  it('changes things from the tenant’s own page alone', async () => {
    const tenant = newTenant()
    const { pair: cookie } = await enter(tenant)
    const from = (origin: Record<string, string>) =>
      send(tenant, '/faults', {
        method: 'POST',
        headers: { cookie, ...origin },
        body: { kind: 'slow' },
      })

    const read = await send(tenant, '/faults', { headers: { cookie } })
    const foreign = await from({ origin: 'https://localhost:3000' })
    const unnamed = await from({})
    const own = await from({ origin: `https://${tenant.domain}` })

    expect([read.status, foreign.status, unnamed.status, own.status]).toEqual([200, 401, 401, 201])
  })
})

describe('the control API', () => {
  it('adds faults, lists them, and takes back one or all', async () => {
    const tenant = newTenant()
    const at = 'PATCH /api/v2/users/*'

    const added = await control(tenant, 'POST', '/faults', { kind: 'unavailable', at, count: 3 })
    await control(tenant, 'POST', '/faults', { kind: 'lose' })
    await control(tenant, 'POST', '/faults', { kind: 'slow' })
    const removed = await control(tenant, 'DELETE', `/faults/${String(added.body['id'])}`)
    const listed = await control(tenant, 'GET', '/faults')
    const cleared = await control(tenant, 'DELETE', '/faults')

    expect(added.status).toBe(201)
    expect(added.body).toEqual({ id: 'fault-1', kind: 'unavailable', at, count: 3, hits: 0 })
    expect(removed.body).toEqual({ removed: 1 })
    expect(listed.body['faults']).toMatchObject([
      { kind: 'lose', at: '*' },
      { kind: 'slow', at: '*' },
    ])
    expect(cleared.body).toEqual({ removed: 2 })
    expect(tenant.faults.list()).toEqual([])
  })

  it('lets the fault it added happen', async () => {
    const tenant = newTenant()
    await control(tenant, 'POST', '/faults', { kind: 'unavailable', at: 'POST *', count: 1 })

    const statuses = [
      (await signUp(tenant, 'ada@example.test')).status,
      (await signUp(tenant, 'ada@example.test')).status,
    ]

    expect(statuses).toEqual([503, 200])
  })

  it.each([
    [{ kind: 'nonsense' }, 'reset-after'],
    [{ at: '*' }, 'kind'],
    [{ kind: 'slow', delay: 1 }, 'Additional properties not allowed: delay'],
    [{ kind: 'slow', at: '/api/v2/users' }, 'PATCH /api/v2/users/*'],
  ])('refuses the fault %j and says what would be right', async (body, hint) => {
    const answer = await control(newTenant(), 'POST', '/faults', body)

    expect(answer.status).toBe(400)
    expect(answer.body['errorCode']).toBe('invalid_body')
    expect(answer.body['message']).toContain(hint)
  })

  it('tells the time and moves it, with everything that falls due by then', async () => {
    const tenant = newTenant()
    let done = 0
    for (const delayMs of [1_000, 3_600_000, 7_200_001]) {
      tenant.clock.after(delayMs, async () => void (done += 1))
    }

    const before = await control(tenant, 'GET', '/clock')
    const after = await control(tenant, 'POST', '/clock', { advanceBy: 7_200_000 })

    expect(before.body).toEqual({ now: '2026-01-01T00:00:00.000Z', waiting: 3 })
    expect(after.body).toEqual({ now: '2026-01-01T02:00:00.000Z', waiting: 1 })
    expect([done, tenant.now() - start]).toEqual([2, 7_200_000])
  })

  it.each([{ advanceBy: -1 }, { advanceBy: 0 }, { advanceBy: '2h' }, { now: 0 }, {}])(
    'does not move the clock by %j',
    async (body) => {
      const tenant = newTenant()

      const { status } = await control(tenant, 'POST', '/clock', body)

      expect([status, tenant.now()]).toEqual([400, start])
    },
  )

  it('knows no other request', async () => {
    const { status } = await control(newTenant(), 'PUT', '/faults')

    expect(status).toBe(404)
  })

  it('meets no fault and no limit, and is not in the request log', async () => {
    const tenant = newTenant({ plan: 'free' })
    tenant.faults.add({ kind: 'reset-before', at: '*' })

    const statuses: number[] = []
    for (let sent = 0; sent < 10; sent++) {
      statuses.push((await control(tenant, 'GET', '/clock')).status)
    }
    await send(tenant, '/enter?key=wrong')

    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(tenant.requestLog.entries).toEqual([])
    expect(tenant.faults.list()[0]?.hits).toBe(0)
  })
})
