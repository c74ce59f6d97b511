import type { Background } from './background.ts'
import type { Clock } from './clock.ts'
import type { DeliverySource, Faults } from './faults.ts'

const reorderMsDefault = 1_000

type Target = string | URL | Request

/** One request of the tenant to the outside; rejects as `fetch` does when there is no answer. */
export type Deliver = (source: DeliverySource, url: Target, init?: RequestInit) => Promise<Response>

type Sending = readonly [url: Target, init: RequestInit]

/** The same request as two, each with its own body: one that the sender can give up, and one that nobody can. */
function copyOf(url: Target, init: RequestInit): { mine: Sending; copy: Sending } {
  const isReadOnce = init.body instanceof ReadableStream
  if (!isReadOnce && (typeof url === 'string' || url instanceof URL)) {
    const { signal: _signal, ...rest } = init
    return { mine: [url, init], copy: [url, rest] }
  }
  const request = new Request(url, init)
  const copy = new Request(request.clone(), { signal: null })
  return { mine: [request, {}], copy: [copy, {}] }
}

function signalOf(url: Target, init: RequestInit): AbortSignal | null {
  if (init.signal !== undefined) return init.signal
  return typeof url === 'string' || url instanceof URL ? null : url.signal
}

function untilAborted(signal: AbortSignal | null): Promise<never> {
  return new Promise((_resolve, reject) => {
    const giveUp = () => reject(signal?.reason as Error)
    if (signal?.aborted === true) giveUp()
    else signal?.addEventListener('abort', giveUp, { once: true })
  })
}

/**
 * Sends, and lets delivery faults happen on the way: `lose` arrives nowhere, `duplicate` arrives twice, `reorder`
 * arrives late, even when the sender has stopped waiting for an answer by then. The sender learns the answer to the
 * first copy.
 */
export function createOutbound(deps: {
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly faults: Faults
  readonly background: Background
}): Deliver {
  const sendLate = (sending: Sending, delayMs: number): Promise<Response> =>
    new Promise((resolve, reject) => {
      deps.clock.after(
        delayMs,
        () => deps.fetch(...sending).then(resolve, reject),
        () => reject(new TypeError('fetch failed')),
      )
    })
  const sendUnheard = async (sending: Sending): Promise<void> => {
    await deps.fetch(...sending).then(
      () => undefined,
      () => undefined,
    )
  }
  return async (source, url, init = {}) => {
    const fault = deps.faults.drawForDelivery(source)
    switch (fault?.kind) {
      case 'lose':
        throw new TypeError('fetch failed')
      case 'reorder': {
        const answer = sendLate(copyOf(url, init).copy, fault.delayMs ?? reorderMsDefault)
        // The sender may have gone; the answer then reaches nobody.
        answer.catch(() => undefined)
        return Promise.race([answer, untilAborted(signalOf(url, init))])
      }
      case 'duplicate': {
        const { mine, copy } = copyOf(url, init)
        const answer = deps.fetch(...mine)
        if (fault.delayMs === undefined) deps.background.start(() => sendUnheard(copy))
        else deps.clock.after(fault.delayMs, () => sendUnheard(copy))
        return answer
      }
      default:
        return deps.fetch(url, init)
    }
  }
}
