import { request } from 'node:https'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLocalCertificate } from '../../../../sandbox/tenant/certificate.ts'
import { isConnectionReset } from '../../../../sandbox/tenant/core/connection-reset.ts'
import type { FaultKind } from '../../../../sandbox/tenant/core/faults.ts'
import type { Tenant } from '../../../../sandbox/tenant/create-tenant.ts'
import { serveTenant, type ServedTenant } from '../../../../sandbox/tenant/serve-tenant.ts'
import { call, logIn, managementCalls, password, signUp } from '../drive-tenant.ts'
import { firstConnection, newTenant, peopleClient } from '../new-tenant.ts'
import { tenantHandlers } from '../tenant-handlers.ts'

const now = Date.UTC(2026, 0, 1)
const email = 'ada@example.test'
const signUpBody = {
  client_id: peopleClient.clientId,
  connection: firstConnection,
  email,
  password,
}
const headers = { 'content-type': 'application/json' }
const accounts = (tenant: Tenant) => [...tenant.state.users.values()].length

describe('a failing answer', () => {
  it('of a rate limit carries the headers and the body of the real one', async () => {
    const tenant = newTenant({ plan: 'essentials' })
    tenant.faults.add({ kind: 'rate-limited', at: 'GET /api/v2/connections', delayMs: 3_000 })

    const { status, headers, body } = await call(tenant, {
      method: 'GET',
      path: '/api/v2/connections',
    })

    expect(status).toBe(429)
    expect(body).toEqual({
      statusCode: 429,
      error: 'Too Many Requests',
      message: 'Global limit has been reached',
      errorCode: 'too_many_requests',
    })
    expect(headers.get('x-ratelimit-limit')).toBe('5')
    expect(headers.get('x-ratelimit-remaining')).toBe('0')
    expect(headers.get('x-ratelimit-reset')).toBe(String(now / 1000 + 3))
  })

  it.each([
    ['server-error', 500, 'Internal Server Error'],
    ['unavailable', 503, 'Service Unavailable'],
  ] as const)('%s comes in the words of the Management API', async (kind, status, error) => {
    const tenant = newTenant()
    tenant.faults.add({ kind, at: '* /api/v2/*' })

    const answer = await call(tenant, { method: 'GET', path: '/api/v2/users' })

    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({ statusCode: status, error })
  })

  it('comes to people in the words of OAuth, and only as often as it was told', async () => {
    const tenant = newTenant()
    await signUp(tenant, email)
    tenant.faults.add({ kind: 'unavailable', at: 'POST /oauth/token', count: 1 })

    const first = await logIn(tenant, { email })
    const second = await logIn(tenant, { email })

    expect(first.status).toBe(503)
    expect(first.body['error']).toBe('temporarily_unavailable')
    expect(second.status).toBe(200)
  })

  it.each([
    ['server-error', 0],
    ['unavailable', 0],
    ['rate-limited', 0],
    ['server-error-after', 1],
  ] as const)('%s leaves %d accounts of a sign-up', async (kind, left) => {
    const tenant = newTenant()
    tenant.faults.add({ kind, at: 'POST /dbconnections/signup' })

    const { status } = await signUp(tenant, email)

    expect(status).toBeGreaterThanOrEqual(429)
    expect(accounts(tenant)).toBe(left)
  })
})

describe('a slow answer', () => {
  it('is given when the tenant’s clock says so, and not before', async () => {
    const tenant = newTenant()
    tenant.faults.add({ kind: 'slow', at: '*', delayMs: 5_000 })
    let isAnswered = false
    const answer = signUp(tenant, email).then((one) => {
      isAnswered = true
      return one
    })

    await tenant.clock.advanceBy(4_999)
    const before = { isAnswered, accounts: accounts(tenant) }
    await tenant.clock.advanceBy(1)

    expect(before).toEqual({ isAnswered: false, accounts: 0 })
    expect((await answer).status).toBe(200)
  })
})

describe('a stale search', () => {
  it('is handed on to the search, and is no failure', async () => {
    const tenant = newTenant()
    const api = await managementCalls(tenant, ['read:users'])
    tenant.faults.add({ kind: 'stale-search', at: '*', count: 1 })

    const { status } = await api('GET', '/users')

    expect(status).toBe(200)
    expect(tenant.requestLog.entries.at(-1)).toMatchObject({ status: 200, fault: 'stale-search' })
  })
})

describe('a cut connection', () => {
  it.each([
    ['reset-before', 0],
    ['reset-after', 1],
  ] as const)('%s is no answer, and leaves %d accounts', async (kind, left) => {
    const tenant = newTenant()
    tenant.faults.add({ kind, at: '*' })

    const response = await tenant.app.request(`https://${tenant.domain}/dbconnections/signup`, {
      method: 'POST',
      headers,
      body: JSON.stringify(signUpBody),
    })

    expect(isConnectionReset(response)).toBe(true)
    expect(accounts(tenant)).toBe(left)
    expect(tenant.requestLog.entries.at(-1)).toMatchObject({ status: 0, fault: kind })
  })

  it('is a network error through msw', async () => {
    const tenant = newTenant()
    tenant.faults.add({ kind: 'reset-after', at: '*', count: 1 })
    const server = setupServer(...tenantHandlers(tenant))
    server.listen({ onUnhandledRequest: 'error' })

    const url = `https://${tenant.domain}/dbconnections/signup`
    const sent = fetch(url, { method: 'POST', headers, body: JSON.stringify(signUpBody) })

    await expect(sent.finally(() => server.close())).rejects.toBeInstanceOf(TypeError)
    expect(accounts(tenant)).toBe(1)
  })
})

describe('a cut connection over HTTPS', () => {
  let served: ServedTenant
  let certificateAuthority: string

  beforeAll(async () => {
    const certificate = await createLocalCertificate(Date.now)
    certificateAuthority = certificate.caCert
    served = await serveTenant({ port: 0, certificate, build: (domain) => newTenant({ domain }) })
  })
  afterAll(() => served.close())

  function post(path: string, body: unknown): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', headers, ca: certificateAuthority, agent: false }
      const outgoing = request(`https://localhost:${served.port}${path}`, options, (incoming) => {
        incoming.resume().once('end', () => resolve(incoming.statusCode))
      })
      outgoing.once('error', reject)
      outgoing.end(JSON.stringify(body))
    })
  }

  it.each([
    ['reset-before', 0],
    ['reset-after', 1],
  ] as const)('%s reaches the client as a reset and leaves %d accounts', async (kind, left) => {
    const { tenant } = served
    const before = accounts(tenant)
    tenant.faults.add({ kind: kind satisfies FaultKind, at: '*', count: 1 })

    const sent = post('/dbconnections/signup', signUpBody)

    await expect(sent).rejects.toMatchObject({ code: 'ECONNRESET', syscall: 'read' })
    expect(accounts(tenant) - before).toBe(left)
  })

  it('leaves the next request alone', async () => {
    const { tenant } = served
    tenant.faults.add({ kind: 'reset-before', at: '*', count: 1 })

    await expect(post('/dbconnections/signup', signUpBody)).rejects.toThrow('ECONNRESET')
    const status = await post('/dbconnections/signup', {
      ...signUpBody,
      email: 'next@example.test',
    })

    expect(status).toBe(200)
  })
})
