import { describe, expect, it } from 'vitest'
import { createBackground } from '../../../../sandbox/tenant/core/background.ts'
import { createClock } from '../../../../sandbox/tenant/core/clock.ts'
import { createDeliveryLog } from '../../../../sandbox/tenant/core/delivery-log.ts'
import { createFaults, type FaultWish } from '../../../../sandbox/tenant/core/faults.ts'
import { createOutbound } from '../../../../sandbox/tenant/core/outbound.ts'

const url = 'https://receiver.example.test/hook'

/** A way out with one fault, and what arrived there. */
function outbound(wish: FaultWish) {
  const arrived: string[] = []
  const clock = createClock(() => 0)
  const faults = createFaults(() => 0)
  const background = createBackground()
  const fault = faults.add(wish)
  const receive: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    arrived.push(`${request.method} ${request.headers.get('x-id')} ${await request.text()}`)
    return new Response(null, { status: 204 })
  }
  const deliver = createOutbound({
    fetch: receive,
    clock,
    faults,
    background,
    log: createDeliveryLog(),
  })
  const send = (body: string, signal?: AbortSignal) =>
    deliver('event-stream', url, {
      method: 'POST',
      headers: { 'x-id': 'one' },
      body,
      ...(signal && { signal }),
    })
  return { arrived, clock, background, deliver, send, endFault: () => faults.remove(fault.id) }
}

describe('the way out', () => {
  it('sends once when no fault is meant for the sender', async () => {
    const { arrived, send } = outbound({ kind: 'lose', at: 'action' })

    const { status } = await send('event')

    expect([status, arrived]).toEqual([204, ['POST one event']])
  })

  it('loses a delivery: nothing arrives and the sender learns of no answer', async () => {
    const { arrived, send } = outbound({ kind: 'lose', at: '*' })

    await expect(send('event')).rejects.toBeInstanceOf(TypeError)
    expect(arrived).toEqual([])
  })

  it('delivers twice, with one answer', async () => {
    const { arrived, background, send } = outbound({ kind: 'duplicate', at: 'event-stream' })

    const { status } = await send('event')
    await background.idle()

    expect([status, arrived]).toEqual([204, ['POST one event', 'POST one event']])
  })

  it('delivers the copy of a request whose body can be read only once', async () => {
    const { arrived, background, deliver } = outbound({ kind: 'duplicate', at: 'action' })
    const request = new Request(url, { method: 'PUT', headers: { 'x-id': 'two' }, body: 'text' })

    await deliver('action', request)
    await background.idle()

    expect(arrived).toEqual(['PUT two text', 'PUT two text'])
  })

  it('holds the copy back as long as it was told', async () => {
    const { arrived, clock, send } = outbound({ kind: 'duplicate', at: '*', delayMs: 60_000 })

    await send('event')
    expect(arrived).toHaveLength(1)

    await clock.advanceBy(60_000)
    expect(arrived).toHaveLength(2)
  })

  it('lets a later delivery overtake an earlier one, and answers both senders', async () => {
    const { arrived, clock, send, endFault } = outbound({ kind: 'reorder', at: '*', count: 1 })

    const first = send('first')
    endFault()
    await send('second')
    await clock.advanceBy(1_000)

    expect(arrived).toEqual(['POST one second', 'POST one first'])
    expect((await first).status).toBe(204)
  })

  it('still delivers late when the sender has given up by then', async () => {
    const { arrived, clock, send } = outbound({ kind: 'reorder', at: '*', delayMs: 30_000 })
    const controller = new AbortController()

    const sent = send('event', controller.signal)
    controller.abort(new DOMException('too late', 'TimeoutError'))

    await expect(sent).rejects.toMatchObject({ name: 'TimeoutError' })
    await clock.advanceBy(30_000)
    expect(arrived).toEqual(['POST one event'])
  })

  it('keeps nobody waiting once the clock is stopped', async () => {
    const { arrived, clock, send } = outbound({ kind: 'reorder', at: '*' })
    const sent = send('event')

    clock.stop()

    await expect(sent).rejects.toBeInstanceOf(TypeError)
    expect(arrived).toEqual([])
  })
})
