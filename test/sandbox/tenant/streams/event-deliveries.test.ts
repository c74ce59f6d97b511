import { describe, expect, it } from 'vitest'
import { signUp } from '../drive-tenant.ts'
import { signUpMany, startMs, withStream } from '../with-event-stream.ts'

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
    const streamId = path.replace('/event-streams/', '')

    const sample = await api('POST', `${path}/test`, { event_type: 'user.updated' })
    await tenant.idle()
    await api('POST', `${path}/test`, { event_type: 'user.created', data })
    await tenant.idle()

    expect(sample.status).toBe(202)
    const { a0purpose, a0stream, a0tenant, ...shown } = receiver.bodies()[0] ?? {}
    expect(sample.body['event']).toEqual(shown)
    expect([a0purpose, a0stream, a0tenant]).toEqual(['test', streamId, 'tenant'])
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
