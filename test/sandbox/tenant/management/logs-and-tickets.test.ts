import { describe, expect, it } from 'vitest'
import { call, logIn, managementCalls, signUp, userWith } from '../drive-tenant.ts'
import { newTenant } from '../new-tenant.ts'

const email = 'ada@example.test'

describe('tenant logs', () => {
  it('are read by checkpoint to the end, in order, each entry once', async () => {
    const tenant = newTenant()
    await signUp(tenant, email)
    for (const password of ['Wrong-one-1', 'Wrong-two-2']) await logIn(tenant, { email, password })
    const api = await managementCalls(tenant, ['read:logs'])
    const expected = tenant.log.entries.map(({ log_id }) => log_id)

    const seen: unknown[] = []
    let path: string | null = '/logs?take=2'
    while (path !== null) {
      const { body, headers } = await api('GET', path)
      const entries = body as unknown as { log_id: string }[]
      seen.push(...entries.map(({ log_id }) => log_id))
      const next = /<[^>]*\/api\/v2([^>]*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
      path = entries.length === 0 ? null : (next ?? null)
    }

    expect(seen).toEqual(expected)
    expect(tenant.log.entries.slice(0, 3).map(({ type }) => type)).toEqual(['ss', 'fp', 'fp'])
  })

  it('name the deletion of an account and the machine that did it', async () => {
    const tenant = newTenant()
    await signUp(tenant, email)
    const { user_id } = userWith(tenant, email)
    const api = await managementCalls(tenant, ['delete:users'])

    const first = await api('DELETE', `/users/${encodeURIComponent(user_id)}`)
    const again = await api('DELETE', `/users/${encodeURIComponent(user_id)}`)

    expect([first.status, again.status]).toEqual([204, 204])
    const [call_, deletion] = tenant.log.entries.slice(-2)
    expect(call_).toMatchObject({ type: 'sapi', client_name: 'machine-2', user_id })
    expect(deletion).toMatchObject({ type: 'sdu', user_name: email, user_id })
  })
})

describe('tickets and jobs', () => {
  it('set a password and verify the address when the ticket says so', async () => {
    const tenant = newTenant()
    await signUp(tenant, email)
    const { user_id } = userWith(tenant, email)
    const api = await managementCalls(tenant, ['create:user_tickets'])

    const { status, body } = await api('POST', '/tickets/password-change', {
      user_id,
      mark_email_as_verified: true,
    })
    const link = new URL(String(body['ticket']))
    const password = 'Ticket-horse-3'
    const path = `${link.pathname}${link.search}`
    await call(tenant, { method: 'POST', path, body: { password } })

    expect(status).toBe(201)
    expect(userWith(tenant, email).email_verified).toBe(true)
    expect((await logIn(tenant, { email, password })).status).toBe(200)
  })

  it('stop working when their time is over', async () => {
    let now = Date.UTC(2026, 0, 1)
    const tenant = newTenant({ now: () => now })
    await signUp(tenant, email)
    const link = new URL(tenant.mailSink.lastTo(email)?.link ?? '')

    now += 432_000_000
    const path = `${link.pathname}${link.search}`
    const { status } = await call(tenant, { method: 'GET', path })

    expect(status).toBe(400)
    expect(userWith(tenant, email).email_verified).toBe(false)
  })

  it('mail another verification link on request', async () => {
    const tenant = newTenant()
    await signUp(tenant, email)
    const api = await managementCalls(tenant, ['update:users'])
    const { user_id } = userWith(tenant, email)

    const { status, body } = await api('POST', '/jobs/verification-email', { user_id })
    const job = await api('GET', `/jobs/${String(body['id'])}`)

    expect([status, body['status'], job.body['status']]).toEqual([201, 'pending', 'completed'])
    expect(tenant.mailSink.mails).toHaveLength(2)
  })
})
