import { describe, expect, it } from 'vitest'
import { logDescriptions } from '../../../../sandbox/tenant/core/tenant-log.ts'
import { logIn, managementCalls, signUp, userWith } from '../drive-tenant.ts'
import { firstConnection, newTenant, peopleClient } from '../new-tenant.ts'

const email = 'ada@example.test'
const dayMs = 24 * 3_600_000

function nextPath(headers: Headers): string {
  return /<[^>]*\/api\/v2([^>]*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? ''
}

describe('GET /logs', () => {
  it('leads to the same place again when nothing is new, and on from there later', async () => {
    const tenant = newTenant()
    const api = await managementCalls(tenant, ['read:logs'])
    const first = await api('GET', '/logs?take=100')

    const empty = await api('GET', nextPath(first.headers))
    const again = nextPath(empty.headers)
    tenant.log.record('fp', {})
    const later = await api('GET', again)

    expect(empty.body).toEqual([])
    expect(again).toBe(nextPath(first.headers))
    expect(later.body).toMatchObject([{ type: 'fp' }])
  })

  it('orders by log_id and ignores everything but from and take at a checkpoint', async () => {
    const tenant = newTenant()
    for (const type of ['fp', 'fu', 'f'] as const) tenant.log.record(type, {})
    const from = tenant.log.entries[0]?.log_id
    const api = await managementCalls(tenant, ['read:logs'])

    const { body } = await api('GET', `/logs?from=${from}&take=2&sort=date:-1&q=type:s&fields=date`)

    expect(body).toMatchObject([{ type: 'fu' }, { type: 'f' }])
  })

  it('shows pages newest first, with the fields that were asked for', async () => {
    const tenant = newTenant()
    for (const type of ['fp', 'fu', 'f'] as const) tenant.log.record(type, {})
    const api = await managementCalls(tenant, ['read:logs'])

    const path = '/logs?per_page=2&page=1&include_totals=true&fields=type'
    const { body } = await api('GET', path)

    expect(body).toEqual({
      start: 2,
      limit: 2,
      length: 2,
      total: 4,
      logs: [{ type: 'fu' }, { type: 'fp' }],
    })
  })

  it.each([
    ['/logs?take=101', 400],
    ['/logs?per_page=101', 400],
    ['/logs?from=nonsense', 400],
    ['/logs?per_page=100&page=10', 400],
    ['/logs?q=type:s', 501],
    ['/logs?search=ada', 501],
  ])('answers %s with %d', async (path, expected) => {
    const api = await managementCalls(newTenant(), ['read:logs'])

    expect((await api('GET', path)).status).toBe(expected)
  })

  it.each([
    ['free', 1],
    ['essentials', 5],
    ['professional', 10],
    ['enterprise', 30],
  ] as const)('keeps logs of the plan %s for %d days', async (plan, days) => {
    const tenant = newTenant({ plan })
    tenant.log.record('fp', {})
    const from = tenant.log.entries[0]?.log_id

    await tenant.clock.advanceBy(days * dayMs)
    const before = tenant.log.entries.length
    await tenant.clock.advanceBy(1)
    const api = await managementCalls(tenant, ['read:logs'])
    const { body } = await api('GET', `/logs?from=${from}&take=10`)
    const gone = await api('GET', `/logs/${from}`)

    expect(before).toBe(1)
    // A checkpoint that is too old goes on with the oldest log there is.
    expect(body).toMatchObject([{ type: 'seccft' }])
    expect(gone.status).toBe(404)
  })
})

describe('paging past the thousandth log', () => {
  async function pages(pagingPastEnd: 'invalid_paging' | 'empty') {
    const tenant = newTenant({ unknown: { pagingPastEnd } })
    for (let number = 0; number < 1_030; number += 1) tenant.log.record('fp', { user_id: 'ada' })
    const api = await managementCalls(tenant, ['read:logs'])
    const ofOne = '/users/ada/logs?per_page=100&include_totals=true'
    return Promise.all([
      api('GET', `${ofOne}&page=9`),
      api('GET', `${ofOne}&page=10`),
      api('GET', '/logs?per_page=100&page=10'),
    ])
  }

  it('is refused, of the tenant as of one account', async () => {
    const [last, ...beyond] = await pages('invalid_paging')

    expect(last.body).toMatchObject({ start: 900, length: 100, total: 1_030 })
    expect(beyond.map(({ status }) => status)).toEqual([400, 400])
    expect(beyond.map(({ body }) => body['errorCode'])).toEqual([
      'invalid_paging',
      'invalid_paging',
    ])
  })

  it('finds nothing where the tenant is told so', async () => {
    const [, ofOne, ofAll] = await pages('empty')

    expect(ofOne.body).toMatchObject({ start: 1_000, length: 0, total: 1_030, logs: [] })
    expect(ofAll.body).toEqual([])
  })
})

describe('a log', () => {
  it('carries what Auth0 documents', async () => {
    const tenant = newTenant()
    await signUp(tenant, email)
    await logIn(tenant, { email })
    const { log_id } = tenant.log.entries.find(({ type }) => type === 's') ?? { log_id: '' }
    const api = await managementCalls(tenant, ['read:logs'])

    const { body } = await api('GET', `/logs/${log_id}`)
    const picked = await api('GET', `/logs/${log_id}?fields=type,user_name`)

    expect(body).toMatchObject({
      _id: log_id,
      log_id: expect.stringMatching(/^90020260101000000000\d{36}$/) as unknown,
      date: '2026-01-01T00:00:00.000Z',
      type: 's',
      description: 'Successful login',
      tenant_name: 'tenant',
      environment_name: 'sandbox',
      connection: firstConnection,
      connection_id: [...tenant.state.connections.keys()][0],
      strategy: 'auth0',
      client_id: peopleClient.clientId,
      client_name: 'Default App',
      ip: '127.0.0.1',
      user_id: userWith(tenant, email).user_id,
      user_name: email,
    })
    expect(Object.keys(body)).toContain('user_agent')
    expect(picked.body).toEqual({ type: 's', user_name: email })
  })

  it('never has a type that Auth0 does not list any more', () => {
    expect(Object.keys(logDescriptions)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(fapi|du)$/)]),
    )
  })

  it('keeps its place when the clock is set back', () => {
    let now = Date.UTC(2026, 0, 1)
    const tenant = newTenant({ now: () => now })
    tenant.log.record('fp', {})
    now -= dayMs
    tenant.log.record('fu', {})

    const [first] = tenant.log.entries
    expect(tenant.log.after(first?.log_id ?? '', 10)).toMatchObject([{ type: 'fu' }])
  })
})
