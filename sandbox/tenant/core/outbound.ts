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

function isAddress(url: Target): url is string | URL {
  return typeof url === 'string' || url instanceof URL
}

/** The same request as two, each with its own body: one that the sender can give up, and one that nobody can. */
function twice(sending: Sending): { readonly mine: Sending; readonly copy: Sending } {
  const { url, init } = sending
  if (isAddress(url) && !(init.body instanceof ReadableStream)) {
    const { signal: _signal, ...rest } = init
    return { mine: sending, copy: { ...sending, init: rest } }
  }
  const request = new Request(url, init)
  const copy = new Request(request.clone(), { signal: null })
  return { mine: { ...sending, url: request, init: {} }, copy: { ...sending, url: copy, init: {} } }
}

function signalOf({ url, init }: Sending): AbortSignal | null {
  if (init.signal !== undefined) return init.signal
  return isAddress(url) ? null : url.signal
}

/** Rejects with the reason of the signal once it is aborted, and never without one. */
function untilAborted(signal: AbortSignal | null): Promise<never> {
  return new Promise((_resolve, reject) => {
    const giveUp = () => reject(signal?.reason as Error)
    if (signal?.aborted === true) giveUp()
    else signal?.addEventListener('abort', giveUp, { once: true })
  })
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
    const response = await Promise.race([deps.fetch(url, init), untilAborted(signalOf(sending))])
    note(deps, sending, fault, { status: response.status })
    return response
  } catch (error) {
    note(deps, sending, fault, { failure: failureOf(error) })
    throw error
  }
}

function sendLate(deps: OutboundDeps, sending: Sending, delayMs: number): Promise<Response> {
  const { copy } = twice(sending)
  const answer = new Promise<Response>((resolve, reject) => {
    deps.clock.after(
      delayMs,
      async () => {
        await waitBriefly(send(deps, copy, 'reorder').then(resolve, reject))
        // Whoever waits for the answer has dealt with it before the clock goes on.
        await setImmediate()
      },
      () => reject(new TypeError('fetch failed')),
    )
  })
  // The sender may have gone; the answer then reaches nobody.
  answer.catch(() => undefined)
  sending.about.onHeldBack()
  return Promise.race([answer, untilAborted(signalOf(sending))])
}

function sendTwice(
  deps: OutboundDeps,
  sending: Sending,
  delayMs: number | undefined,
): Promise<Response> {
  const { mine, copy } = twice(sending)
  const sendUnheard = async (): Promise<void> => {
    const arrival = Promise.race([send(deps, copy, 'duplicate'), untilAborted(signalOf(sending))])
    await arrival.then(
      () => undefined,
      () => undefined,
    )
  }
  const answer = send(deps, mine, null)
  if (delayMs === undefined) deps.background.start(sendUnheard)
  else deps.clock.after(delayMs, sendUnheard)
  return answer
}

/**
 * Sends, and lets delivery faults happen on the way: `lose` arrives nowhere, `duplicate` arrives twice, `reorder`
 * arrives late, even when the sender has stopped waiting for an answer by then. The sender learns the answer to the
 * first copy. Every request is noted in `log`.
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
        return sendTwice(deps, sending, fault.delayMs)
      default:
        return send(deps, sending, null)
    }
  }
}
