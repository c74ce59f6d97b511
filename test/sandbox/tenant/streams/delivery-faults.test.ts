import { describe, expect, it } from 'vitest'
import { deployActions, logIn, signUp } from '../drive-tenant.ts'
import { signUpMany, startMs, withStream } from '../with-event-stream.ts'

/** 0 to 1, the same numbers in every run. */
function newRandom(): () => number {
  let state = 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

describe('a delivery fault', () => {
  it('duplicates a delivery', async () => {
    const { receiver, tenant } = await withStream()
    tenant.faults.add({ kind: 'duplicate', at: 'event-stream', count: 1 })

    await signUpMany(tenant, 1)

    const [first, second] = receiver.bodies()
    expect(receiver.requests).toHaveLength(2)
    expect(first).toEqual(second)
    const faults = tenant.deliveryLog.entries.map(({ fault }) => fault)
    expect(new Set(faults)).toEqual(new Set(['duplicate', null]))
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

describe('every event', () => {
  it('arrives or is recorded as failed, whatever goes wrong on the way', async () => {
    const { receiver, tenant, failures } = await withStream({ random: newRandom() })
    tenant.faults.add({ kind: 'lose', at: 'event-stream', probability: 0.4 })
    tenant.faults.add({ kind: 'duplicate', at: 'event-stream', probability: 0.3 })
    tenant.faults.add({ kind: 'reorder', at: 'event-stream', probability: 0.5, delayMs: 3_000 })

    await signUpMany(tenant, 80)
    await tenant.clock.advanceBy(60_000)
    await tenant.idle()

    const arrived = new Set(receiver.bodies().map(({ id }) => id))
    const failed = (await failures('?take=100')).map(({ id }) => id)
    expect(tenant.clock.waiting()).toBe(0)
    expect(receiver.requests.length).toBeGreaterThan(arrived.size)
    expect(new Set([...arrived, ...failed]).size).toBe(80)
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
