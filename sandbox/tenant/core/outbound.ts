import { setImmediate } from 'node:timers/promises'
import type { Background } from './background.ts'
import type { Clock } from './clock.ts'
import type { DeliveryLog } from './delivery-log.ts'
import type { DeliverySource, FaultKind, Faults } from './faults.ts'
import { waitBriefly } from './wait-briefly.ts'

const reorderMsDefault = 1_000

type Target = string | URL | Request

/** What a sender that repeats itself says about one try. */
type Try = {
  readonly attempt: number
  /** Called when a fault holds the request back: nothing happens before the clock has moved on. */
  readonly onHeldBack: () => void
}

/** One request of the tenant to the outside; rejects as `fetch` does when there is no answer. */
export type Deliver = (
  source: DeliverySource,
  url: Target,
  init?: RequestInit,
  about?: Try,
) => Promise<Response>

type Sending = {
  readonly source: DeliverySource
  readonly url: Target
  readonly init: RequestInit
  readonly about: Try
}

function hostAndPath(url: Target): string {
  const text = url instanceof Request ? url.url : String(url)
  if (!URL.canParse(text)) return '(no address)'
  const { host, pathname } = new URL(text)
  return `${host}${pathname}`
}

function failureOf(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  if (name === 'TimeoutError') return 'timed out'
  return name === 'AbortError' ? 'given up' : 'no answer'
}

/** Rejects with the reason of the signal once it is aborted, and never without one. */
function untilAborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal?.aborted === true) reject(signal.reason as Error)
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}

function withoutSignal({ init, ...sending }: Sending): Sending {
  const { signal: _signal, ...rest } = init
  return { ...sending, init: rest }
}

/** A body can be read once only, so the second of two equal requests needs its own. */
function copyOf(sending: Sending): Sending {
  const { url } = sending
  return { ...withoutSignal(sending), url: url instanceof Request ? url.clone() : url }
}

type OutboundDeps = {
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly faults: Faults
  readonly background: Background
  readonly log: DeliveryLog
}

type End = { readonly status: number } | { readonly failure: string }

function note(deps: OutboundDeps, sending: Sending, fault: FaultKind | null, end: End): void {
  const { source, url, about } = sending
  const { attempt } = about
  const result = { status: null, failure: null, ...end }
  const target = hostAndPath(url)
  deps.log.add({ atMs: deps.clock.now(), source, target, attempt, fault, ...result })
}

async function send(
  deps: OutboundDeps,
  sending: Sending,
  fault: FaultKind | null,
): Promise<Response> {
  const { url, init } = sending
  try {
    const response = await Promise.race([deps.fetch(url, init), untilAborted(init.signal)])
    note(deps, sending, fault, { status: response.status })
    return response
  } catch (error) {
    note(deps, sending, fault, { failure: failureOf(error) })
    throw error
  }
}

function sendLate(deps: OutboundDeps, sending: Sending, delayMs: number): Promise<Response> {
  const answer = new Promise<Response>((resolve, reject) => {
    deps.clock.after(delayMs, async () => {
      const arrival = send(deps, withoutSignal(sending), 'reorder').then(resolve, reject)
      await waitBriefly(arrival)
      // Whoever waits for the answer has dealt with it before the clock goes on.
      await setImmediate()
    })
  })
  // The sender may have gone; the answer then reaches nobody.
  answer.catch(() => undefined)
  sending.about.onHeldBack()
  return Promise.race([answer, untilAborted(sending.init.signal)])
}

function sendTwice(deps: OutboundDeps, sending: Sending): Promise<Response> {
  const copy = copyOf(sending)
  deps.background.start(async () => {
    const arrival = Promise.race([send(deps, copy, 'duplicate'), untilAborted(sending.init.signal)])
    await arrival.then(
      () => undefined,
      () => undefined,
    )
  })
  return send(deps, sending, null)
}

/**
 * Sends, and lets delivery faults happen on the way: `lose` arrives nowhere, `duplicate` arrives twice, `reorder`
 * arrives late, even when the sender has stopped waiting for an answer by then. Every request is noted in `log`.
 */
export function createOutbound(deps: OutboundDeps): Deliver {
  return async (source, url, init = {}, about = { attempt: 1, onHeldBack: () => undefined }) => {
    const sending = { source, url, init, about }
    const fault = deps.faults.drawForDelivery(source)
    switch (fault?.kind) {
      case 'lose':
        note(deps, sending, 'lose', { failure: 'lost' })
        throw new TypeError('fetch failed')
      case 'reorder':
        return sendLate(deps, sending, fault.delayMs ?? reorderMsDefault)
      case 'duplicate':
        return sendTwice(deps, sending)
      default:
        return send(deps, sending, null)
    }
  }
}
