import { describe, expect, it } from 'vitest'
import type { Tenant, TenantOptions } from '../../../sandbox/tenant/create-tenant.ts'
import { deployActions, logIn, managementCalls, signUp } from './drive-tenant.ts'
import { newTenant } from './new-tenant.ts'
import { newReceiver } from './receiver.ts'

const startMs = Date.UTC(2026, 0, 1)
const scopes = [
  'create:event_streams',
  'read:event_streams',
  'update:event_streams',
  'read:event_deliveries',
  'update:event_deliveries',
]

async function withStream(options: Partial<TenantOptions> = {}) {
  const receiver = newReceiver()
  const tenant = newTenant({ fetch: receiver.fetch, ...options })
  receiver.watch(tenant.clock)
  const api = await managementCalls(tenant, scopes)
  const { body } = await api('POST', '/event-streams', {
    name: 'people',
    subscriptions: ['user.created', 'user.deleted'].map((event_type) => ({ event_type })),
    destination: {
      type: 'webhook',
      configuration: {
        webhook_endpoint: 'https://receiver.example.test/events?key=hidden',
        webhook_authorization: { method: 'bearer', token: 'stream-secret' },
      },
    },
  })
  const path = `/event-streams/${String(body['id'])}`
  const failures = async (query = '') => {
    const answer = await api('GET', `${path}/deliveries${query}`)
    return answer.body['deliveries'] as { id: string; attempts: object[]; event_type: string }[]
  }
  return { receiver, tenant, api, path, failures }
}

async function signUpMany(tenant: Tenant, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await signUp(tenant, `p${index}@example.test`)
  await tenant.idle()
}

describe('a delivery', () => {
  it('is retried after 1, 2 and 4 seconds, the same event each time, and then given up', async () => {
    const { receiver, tenant, failures } = await withStream()
    receiver.alwaysAnswer(503)

    await signUpMany(tenant, 1)
    await tenant.clock.advanceBy(60_000)

    expect(receiver.requests.map(({ atMs }) => atMs - startMs)).toEqual([0, 1_000, 3_000, 7_000])
    expect(new Set(receiver.requests.map(({ text }) => text)).size).toBe(1)
    const [failure] = await failures()
    expect(failure).toMatchObject({ status: 'failed', event_type: 'user.created' })
    expect(failure?.attempts).toHaveLength(4)
    expect(failure?.attempts[0]).toEqual({
      status: 'failed',
      timestamp: '2026-01-01T00:00:00.000Z',
      error_message: 'The receiver answered 503',
      duration: 0,
    })
  })

  it('ends with the first 2xx and leaves no failure', async () => {
    const { receiver, tenant, failures } = await withStream()
    receiver.answer(500, 'unreachable', 202)

    await signUpMany(tenant, 1)
    await tenant.clock.advanceBy(60_000)

    expect(receiver.requests).toHaveLength(3)
    expect(await failures()).toEqual([])
  })

  it('fails at once when the receiver refuses it', async () => {
    const { receiver, tenant, failures } = await withStream()
    receiver.answer(422)

    await signUpMany(tenant, 1)

    expect(tenant.clock.waiting()).toBe(0)
    expect((await failures())[0]?.attempts).toHaveLength(1)
  })

  it('is tried again when the receiver stays silent', async () => {
    const { receiver, tenant, failures } = await withStream({ unknown: { deliveryTimeoutMs: 5 } })
    receiver.answer('silent')

    await signUpMany(tenant, 1)
    await tenant.clock.advanceBy(1_000)

    expect(receiver.requests).toHaveLength(2)
    expect(tenant.deliveryLog.entries.map(({ failure }) => failure)).toEqual(['timed out', null])
    expect(await failures()).toEqual([])
  })

  it('does not keep the request waiting that caused it', async () => {
    const { receiver, tenant } = await withStream({ unknown: { deliveryTimeoutMs: 5 } })
    receiver.alwaysAnswer('silent')

    const { status } = await signUp(tenant, 'ada@example.test')

    expect(status).toBe(200)
    expect(receiver.requests).toEqual([])
    await tenant.idle()
    tenant.clock.stop()
  })
})

describe('a delivery fault', () => {
  it('duplicates a delivery', async () => {
    const { receiver, tenant } = await withStream()
    tenant.faults.add({ kind: 'duplicate', at: 'event-stream', count: 1 })

    await signUpMany(tenant, 1)

    const [first, second] = receiver.bodies()
    expect(receiver.requests).toHaveLength(2)
    expect(first).toEqual(second)
    const faults = tenant.deliveryLog.entries.map(({ fault }) => fault)
    expect(faults.toSorted()).toEqual(['duplicate', null])
  })

  it('lets a later event arrive first, and nobody waits for the late one', async () => {
    const { receiver, tenant, failures } = await withStream()
    tenant.faults.add({ kind: 'reorder', at: 'event-stream', count: 1, delayMs: 30_000 })

    await signUpMany(tenant, 2)
    const before = receiver.bodies()
    await tenant.clock.advanceBy(30_000)

    const emails = receiver
      .bodies()
      .map(({ data }) => (data as { object: { email: string } }).object.email)
    expect(before).toHaveLength(1)
    expect(emails).toEqual(['p1@example.test', 'p0@example.test'])
    expect(await failures()).toEqual([])
    expect(tenant.clock.waiting()).toBe(0)
  })

  it('loses a delivery, which is then retried', async () => {
    const { receiver, tenant } = await withStream()
    tenant.faults.add({ kind: 'lose', at: 'event-stream', count: 2 })

    await signUpMany(tenant, 1)
    const before = receiver.requests.length
    await tenant.clock.advanceBy(3_000)

    expect([before, receiver.requests.length]).toEqual([0, 1])
    expect(tenant.deliveryLog.entries.map(({ failure, attempt }) => [failure, attempt])).toEqual([
      ['lost', 1],
      ['lost', 2],
      [null, 3],
    ])
  })
})

describe('what the tenant sent', () => {
  it('is noted without query, header or body', async () => {
    const { tenant } = await withStream()

    await signUpMany(tenant, 1)

    expect(tenant.deliveryLog.entries).toEqual([
      {
        atMs: startMs,
        source: 'event-stream',
        target: 'receiver.example.test/events',
        attempt: 1,
        status: 204,
        failure: null,
        fault: null,
      },
    ])
  })
})

describe('what an Action sent', () => {
  it('is noted as well, and so is what got no answer', async () => {
    const { receiver, tenant } = await withStream()
    await signUp(tenant, 'ada@example.test')
    await tenant.idle()
    const code = `exports.onExecutePostLogin = async () => {
      await fetch('https://hook.example.test/in?token=hidden', { method: 'POST', body: 'hidden' })
      await fetch('https://hook.example.test/in').catch(() => undefined)
    }`
    await deployActions(tenant, [{ name: 'login', trigger: 'post-login', code }])
    receiver.answer(201, 'unreachable')

    await logIn(tenant, { email: 'ada@example.test' })

    const sent = tenant.deliveryLog.entries.filter(({ source }) => source === 'action')
    expect(sent.map(({ target, status, failure }) => [target, status, failure])).toEqual([
      ['hook.example.test/in', 201, null],
      ['hook.example.test/in', null, 'no answer'],
    ])
    expect(JSON.stringify(sent)).not.toContain('hidden')
  })
})

describe('an event stream that keeps failing', () => {
  it('is disabled after too many failures in a row and can be enabled again', async () => {
    const { receiver, tenant, api, path } = await withStream({ unknown: { failuresInARowMax: 3 } })
    receiver.alwaysAnswer(400)

    await signUpMany(tenant, 2)
    const before = await api('GET', path)
    await signUp(tenant, 'last@example.test')
    await tenant.idle()
    const after = await api('GET', path)
    const enabled = await api('PATCH', path, { status: 'enabled' })

    expect([before, after, enabled].map(({ body }) => body['status'])).toEqual([
      'enabled',
      'disabled',
      'enabled',
    ])
  })

  it('forgets failures in a row after one success', async () => {
    const { receiver, tenant, api, path } = await withStream({ unknown: { failuresInARowMax: 3 } })
    receiver.answer(400, 400, 204, 400, 400)

    await signUpMany(tenant, 5)

    expect((await api('GET', path)).body['status']).toBe('enabled')
  })

  it.each([
    ['recorded', 2],
    ['dropped', 1],
  ] as const)('sends nothing while disabled; the events are %s', async (kind, expected) => {
    const unknown = { failuresInARowMax: 1, eventsWhileDisabled: kind }
    const { receiver, tenant, failures } = await withStream({ unknown })
    receiver.alwaysAnswer(400)

    await signUpMany(tenant, 1)
    await signUp(tenant, 'later@example.test')
    await tenant.idle()

    expect(receiver.requests).toHaveLength(1)
    expect(await failures()).toHaveLength(expected)
  })

  it('is disabled at 5,000 failures in total and stays so until redelivery brings them below', async () => {
    const unknown = { failuresInARowMax: 100_000 }
    const { receiver, tenant, api, path, failures } = await withStream({ unknown })
    receiver.alwaysAnswer(400)
    const [stream] = tenant.state.eventStreams.values()
    if (stream === undefined) throw new Error('no stream')
    for (let index = 0; index < 4_999; index++) {
      const id = `evt_${String(index).padStart(22, '0')}`
      const time = '2026-01-01T00:00:00.000Z'
      const event = { id, source: '', specversion: '1.0' as const, type: 'user.created', time }
      tenant.eventStreams.failures.put({
        id,
        event_stream_id: stream.id,
        status: 'failed',
        event_type: 'user.created',
        attempts: [],
        event: { ...event, data: {}, a0tenant: '', a0stream: stream.id },
      })
    }

    await signUpMany(tenant, 1)
    const disabled = await api('GET', path)
    const refused = await api('PATCH', path, { status: 'enabled' })
    receiver.alwaysAnswer(204)
    const [oldest] = await failures('?take=1')
    await api('POST', `${path}/redeliver/${oldest?.id}`)
    await tenant.idle()
    const enabled = await api('PATCH', path, { status: 'enabled' })

    expect(disabled.body['status']).toBe('disabled')
    expect([refused.status, enabled.status]).toEqual([400, 200])
  })
})

describe('redelivery', () => {
  it('brings a failed event to its receiver, also while the stream is disabled', async () => {
    const { receiver, tenant, api, path, failures } = await withStream({
      unknown: { failuresInARowMax: 1 },
    })
    receiver.answer(400)
    await signUpMany(tenant, 1)
    const [failure] = await failures()
    const found = await api('GET', `${path}/deliveries/${failure?.id}`)

    const first = await api('POST', `${path}/redeliver/${failure?.id}`)
    await tenant.idle()
    const again = await api('POST', `${path}/redeliver/${failure?.id}`)

    expect(found.body).toEqual(failure)
    expect([first.status, again.status]).toEqual([202, 404])
    expect(receiver.requests[1]?.text).toBe(receiver.requests[0]?.text)
    expect(await failures()).toEqual([])
  })

  it('is refused while it is under way, and keeps the attempts that failed', async () => {
    const { receiver, tenant, api, path, failures } = await withStream()
    receiver.answer(400)
    await signUpMany(tenant, 1)
    const [failure] = await failures()
    receiver.answer(500, 400)

    const first = await api('POST', `${path}/redeliver/${failure?.id}`)
    await tenant.idle()
    const second = await api('POST', `${path}/redeliver/${failure?.id}`)
    await tenant.clock.advanceBy(1_000)

    expect([first.status, second.status]).toEqual([202, 409])
    expect((await failures())[0]?.attempts).toHaveLength(3)
  })

  it('takes the failures of a span of time, its end left out', async () => {
    const { receiver, tenant, api, path, failures } = await withStream()
    receiver.alwaysAnswer(400)
    for (const name of ['a', 'b', 'c']) {
      await signUp(tenant, `${name}@example.test`)
      await tenant.idle()
      await tenant.clock.advanceBy(10_000)
    }
    receiver.alwaysAnswer(204)

    const body = { date_from: '2026-01-01T00:00:10Z', date_to: '2026-01-01T00:00:20Z' }
    const { status } = await api('POST', `${path}/redeliver`, { ...body, statuses: ['failed'] })
    await tenant.idle()
    const precise = await api('POST', `${path}/redeliver`, { date_from: '2026-01-01T00:00:10.5Z' })

    const [redelivered] = receiver.bodies().slice(3)
    expect([status, precise.status]).toEqual([202, 400])
    expect(redelivered).toMatchObject({ data: { object: { email: 'b@example.test' } } })
    expect(await failures()).toHaveLength(2)
  })
})

describe('the list of failures', () => {
  it('can be filtered by type and read on from where the last page ended, even when that one is gone', async () => {
    const { receiver, tenant, api, path, failures } = await withStream()
    receiver.alwaysAnswer(400)
    await signUpMany(tenant, 3)
    const first = await api('GET', `${path}/deliveries?take=1&statuses=failed`)
    const [failure] = first.body['deliveries'] as { id: string }[]
    receiver.alwaysAnswer(204)
    await api('POST', `${path}/redeliver/${failure?.id}`)
    await tenant.idle()

    const rest = await failures(`?from=${String(first.body['next'])}`)
    const deletions = await failures('?event_types=user.deleted,user.updated')
    const wrong = await api('GET', `${path}/deliveries?statuses=delivered`)

    expect(rest).toHaveLength(2)
    expect(deletions).toEqual([])
    expect(wrong.status).toBe(400)
  })
})

describe('a test event', () => {
  it('is marked as one and brings the data it was given', async () => {
    const { receiver, tenant, api, path } = await withStream()
    const data = { object: { user_id: 'auth0|made-up' } }

    const sample = await api('POST', `${path}/test`, { event_type: 'user.updated' })
    await tenant.idle()
    await api('POST', `${path}/test`, { event_type: 'user.created', data })
    await tenant.idle()

    expect(sample.status).toBe(202)
    expect(sample.body['event']).toEqual(receiver.bodies()[0])
    expect(receiver.bodies()).toMatchObject([
      { type: 'user.updated', a0purpose: 'test', data: { object: { identities: [{}] } } },
      { type: 'user.created', a0purpose: 'test', data },
    ])
  })

  it('is refused by a disabled stream', async () => {
    const { api, path } = await withStream()
    await api('PATCH', path, { status: 'disabled' })

    const { status } = await api('POST', `${path}/test`, { event_type: 'user.created' })

    expect(status).toBe(400)
  })
})
