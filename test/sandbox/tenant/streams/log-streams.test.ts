import { describe, expect, it } from 'vitest'
import type { Tenant, TenantOptions } from '../../../../sandbox/tenant/create-tenant.ts'
import { logIn, managementCalls, signUp } from '../drive-tenant.ts'
import { newTenant } from '../new-tenant.ts'
import { newReceiver, type Receiver } from '../receiver.ts'

const email = 'ada@example.test'
const sink = {
  httpEndpoint: 'https://receiver.example.test/logs',
  httpAuthorization: 'Bearer sink-secret',
  httpContentType: 'application/json',
  httpContentFormat: 'JSONARRAY',
  httpCustomHeaders: [{ header: 'X-Team', value: 'people' }],
}
const scopes = ['create', 'read', 'update', 'delete'].map((verb) => `${verb}:log_streams`)
const dayMs = 24 * 3_600_000

type Sent = { readonly log_id: string; readonly data: Record<string, unknown> }

async function withTenant(options: Partial<TenantOptions> = {}) {
  const receiver = newReceiver()
  const tenant = newTenant({ fetch: receiver.fetch, ...options })
  receiver.watch(tenant.clock)
  return { receiver, tenant, api: await managementCalls(tenant, scopes) }
}

async function withStream(body: object = {}, options: Partial<TenantOptions> = {}) {
  const { receiver, tenant, api } = await withTenant(options)
  const created = await api('POST', '/log-streams', { name: 'audit', type: 'http', sink, ...body })
  await tenant.idle()
  return { receiver, tenant, api, created, path: `/log-streams/${String(created.body['id'])}` }
}

/** The logs of JSONARRAY requests, in the order in which they arrived. */
function sentLogs(receiver: Receiver): Sent[] {
  return receiver.requests.flatMap(({ text }) => JSON.parse(text) as Sent[])
}

function statusOf(tenant: Tenant): unknown {
  return [...tenant.state.logStreams.values()][0]?.status
}

function sentTypes(receiver: Receiver): unknown[] {
  return sentLogs(receiver).map(({ data }) => data['type'])
}

describe('/log-streams', () => {
  it('answers 200 to a creation and echoes the sink with its secret', async () => {
    const { api, created, path } = await withStream()

    const listed = await api('GET', '/log-streams')
    const read = await api('GET', path)

    expect(created.status).toBe(200)
    expect(created.body).toEqual({
      id: expect.stringMatching(/^lst_[0-9a-f]{16}$/) as unknown,
      name: 'audit',
      type: 'http',
      status: 'active',
      isPriority: false,
      filters: [],
      sink,
    })
    expect(listed.body).toEqual([created.body])
    expect(read.body).toEqual(created.body)
  })

  it('answers 501 for what is not modelled and 400 for what a change cannot hold', async () => {
    const { api, path } = await withStream()
    const pii_config = { log_fields: ['email'] }

    const answers = [
      await api('POST', '/log-streams', { name: 'd', type: 'datadog', sink: {} }),
      await api('POST', '/log-streams', { name: 'p', type: 'http', sink, pii_config }),
      await api('PATCH', path, { type: 'http' }),
      await api('PATCH', path, { filters: [{ type: 'category', name: 'no.such' }] }),
      await api('POST', '/log-streams', { name: 'audit', type: 'http', sink }),
    ]

    expect(answers.map(({ status }) => status)).toEqual([501, 501, 400, 400, 409])
  })

  it('sends nothing any more once it is deleted', async () => {
    const { api, path, receiver, tenant } = await withStream()
    const before = receiver.requests.length

    const answers = [await api('DELETE', path), await api('DELETE', path), await api('GET', path)]
    await signUp(tenant, email)
    await tenant.idle()

    expect(answers.map(({ status }) => status)).toEqual([204, 204, 404])
    expect(receiver.requests).toHaveLength(before)
  })
})

describe('a log stream', () => {
  it('sends every log from its creation on as log_id and data, with the headers of its sink', async () => {
    const { receiver, tenant } = await withStream()

    await signUp(tenant, email)
    await tenant.idle()

    const last = tenant.log.entries.at(-1)
    expect(sentTypes(receiver)).toEqual(['sapi', 'ss'])
    expect(sentLogs(receiver).at(-1)).toEqual({ log_id: last?.log_id, data: last })
    const { headers, url } = receiver.requests[0] ?? { headers: new Headers(), url: '' }
    expect(url).toBe(sink.httpEndpoint)
    expect(headers.get('authorization')).toBe('Bearer sink-secret')
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('x-team')).toBe('people')
  })

  it.each([
    ['JSONLINES', 'together', (text: string) => text.split('\n').length],
    ['JSONARRAY', 'together', (text: string) => (JSON.parse(text) as unknown[]).length],
    [
      'JSONOBJECT',
      'together',
      (text: string) => (JSON.parse(text) as { logs: unknown[] }).logs.length,
    ],
    ['JSONOBJECT', 'one-each', (text: string) => Number('log_id' in JSON.parse(text))],
  ] as const)('writes %s, %s', async (httpContentFormat, jsonObjectLogs, count) => {
    const formatted = { sink: { ...sink, httpContentFormat } }
    const { receiver, tenant } = await withStream(formatted, { unknown: { jsonObjectLogs } })

    for (const wrong of ['Wrong-one-1', 'Wrong-one-2'])
      tenant.log.record('fp', { user_name: wrong })
    await tenant.idle()

    const counts = receiver.requests.map(({ text }) => count(text))
    expect(counts).toEqual(jsonObjectLogs === 'one-each' ? [1, 1, 1] : [1, 2])
  })

  it('sends no more at once than a batch holds', async () => {
    const { receiver, tenant } = await withStream({}, { unknown: { logBatchMax: 2 } })

    for (let index = 0; index < 5; index++) tenant.log.record('fp', {})
    await tenant.idle()

    const sizes = receiver.requests.map(({ text }) => (JSON.parse(text) as unknown[]).length)
    expect(sizes).toEqual([1, 2, 2, 1])
  })

  it('sends only the categories of its filters', async () => {
    const filters = ['auth.login.fail', 'auth.signup.success'].map((name) => ({
      type: 'category',
      name,
    }))
    const { receiver, tenant } = await withStream({ filters })

    await signUp(tenant, email)
    await logIn(tenant, { email })
    await logIn(tenant, { email, password: 'Wrong-one-1' })
    await tenant.idle()

    expect(sentTypes(receiver)).toEqual(['ss', 'fp'])
  })

  it('starts with the first log of the given time', async () => {
    const { receiver, tenant, api } = await withTenant()
    for (const type of ['fp', 'fu'] as const) {
      tenant.log.record(type, {})
      await tenant.clock.advanceBy(60_000)
    }

    const startFrom = '2026-01-01T00:00:30.000Z'
    await api('POST', '/log-streams', { name: 'late', type: 'http', sink, startFrom })
    await tenant.idle()

    expect(sentTypes(receiver)).toEqual(['fu', 'sapi'])
  })

  it('tries three times and then starts over, and loses and repeats nothing that arrived', async () => {
    const { receiver, tenant } = await withStream({}, { unknown: { logBatchMax: 1 } })
    const startMs = tenant.now()
    receiver.answer(500, 'unreachable', 400, 503)

    tenant.log.record('fp', {})
    tenant.log.record('fu', {})
    await tenant.idle()
    await tenant.clock.advanceBy(400_000)

    expect(receiver.requests.slice(1).map(({ atMs }) => atMs - startMs)).toEqual([
      0, 5_000, 10_000, 310_000, 315_000, 315_000,
    ])
    expect(sentTypes(receiver)).toEqual(['sapi', 'fp', 'fp', 'fp', 'fp', 'fp', 'fu'])
    const attempts = tenant.deliveryLog.entries.map(({ attempt }) => attempt)
    expect(attempts).toEqual([1, 1, 2, 3, 1, 2, 1])
  })

  it('waits between its attempts as long as the tenant is told', async () => {
    const unknown = { logRetryMs: 1_000, logRestartMs: 60_000 }
    const { receiver, tenant } = await withStream({}, { unknown })
    const startMs = tenant.now()
    receiver.answer(500, 500, 500)

    tenant.log.record('fp', {})
    await tenant.idle()
    await tenant.clock.advanceBy(100_000)

    expect(receiver.requests.slice(1).map(({ atMs }) => atMs - startMs)).toEqual([
      0, 1_000, 2_000, 62_000,
    ])
  })

  it('is paused after seven days of failure, keeps its place and goes on when it is resumed', async () => {
    const unknown = { logRestartMs: 6 * 3_600_000 }
    const { receiver, tenant, path } = await withStream({}, { unknown })
    receiver.alwaysAnswer(500)
    tenant.log.record('fp', {})
    await tenant.idle()

    await tenant.clock.advanceBy(6 * dayMs)
    const before = statusOf(tenant)
    await tenant.clock.advanceBy(2 * dayMs)
    const after = statusOf(tenant)
    const seen = receiver.requests.length
    tenant.log.record('fu', {})
    await tenant.clock.advanceBy(dayMs)
    const whilePaused = receiver.requests.length - seen
    receiver.alwaysAnswer(200)
    await (await managementCalls(tenant, scopes))('PATCH', path, { status: 'active' })
    await tenant.idle()

    expect([before, after]).toEqual(['active', 'paused'])
    expect(whilePaused).toBe(0)
    const last = JSON.parse(receiver.requests.at(-1)?.text ?? '') as Sent[]
    const types = last.map(({ data }) => data['type'])
    expect(types.filter((type) => type !== 'seccft')).toEqual(['fp', 'fu', 'sapi'])
  })

  it('tries at once when it is repaired, and not once more when the old wait is over', async () => {
    const { receiver, tenant, api, path } = await withStream()
    receiver.answer(500)
    tenant.log.record('fp', {})
    await tenant.idle()
    await tenant.clock.advanceBy(2_000)
    receiver.answer(204, 500)

    await api('PATCH', path, { sink: { ...sink, httpEndpoint: 'https://other.example.test/logs' } })
    await tenant.idle()
    tenant.log.record('fu', {})
    await tenant.idle()
    const before = receiver.requests.length
    // The old wait ends 5 seconds after the start, the new one after 7.
    await tenant.clock.advanceBy(4_000)

    expect(receiver.requests.at(-1)?.url).toBe('https://other.example.test/logs')
    expect(receiver.requests).toHaveLength(before)
  })

  it('keeps for a paused stream no more than the plan keeps logs', async () => {
    const { receiver, tenant, api, path } = await withStream({}, { plan: 'essentials' })
    await api('PATCH', path, { status: 'paused' })
    tenant.log.record('fp', {})
    await tenant.clock.advanceBy(4 * dayMs)
    tenant.log.record('fu', {})
    await tenant.clock.advanceBy(2 * dayMs)

    const later = await managementCalls(tenant, scopes)
    await later('PATCH', path, { status: 'active' })
    await tenant.idle()

    expect(sentTypes(receiver)).toEqual(['sapi', 'fu', 'seccft', 'sapi'])
  })

  it('sends again what a fault lost, and twice what a fault doubled', async () => {
    const { receiver, tenant } = await withStream()
    tenant.faults.add({ kind: 'lose', at: 'log-stream', count: 1 })
    tenant.log.record('fp', {})
    await tenant.idle()
    await tenant.clock.advanceBy(5_000)
    tenant.faults.add({ kind: 'duplicate', at: 'log-stream', count: 1 })

    tenant.log.record('fu', {})
    await tenant.idle()

    expect(sentTypes(receiver)).toEqual(['sapi', 'fp', 'fu', 'fu'])
  })
})
