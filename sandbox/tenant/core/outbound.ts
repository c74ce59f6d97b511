import type { Background } from './background.ts'
import type { Clock } from './clock.ts'
import type { DeliverySource, Faults } from './faults.ts'

const reorderMsDefault = 1_000

type Target = string | URL | Request

/** One request of the tenant to the outside; rejects as `fetch` does when there is no answer. */
export type Deliver = (source: DeliverySource, url: Target, init?: RequestInit) => Promise<Response>

function untilAborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal?.aborted === true) reject(signal.reason as Error)
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}

/**
 * Sends, and lets delivery faults happen on the way: `lose` arrives nowhere, `duplicate` arrives twice, `reorder`
 * arrives late, even when the sender has stopped waiting for an answer by then.
 */
export function createOutbound(deps: {
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly faults: Faults
  readonly background: Background
}): Deliver {
  const sendLate = (url: Target, init: RequestInit, delayMs: number): Promise<Response> => {
    const { signal, ...rest } = init
    const answer = new Promise<Response>((resolve, reject) => {
      deps.clock.after(delayMs, async () => {
        await deps.fetch(url, rest).then(resolve, reject)
      })
    })
    // The sender may have gone; the answer then reaches nobody.
    answer.catch(() => undefined)
    return Promise.race([answer, untilAborted(signal)])
  }
  return async (source, url, init = {}) => {
    const fault = deps.faults.drawForDelivery(source)
    switch (fault?.kind) {
      case 'lose':
        throw new TypeError('fetch failed')
      case 'reorder':
        return sendLate(url, init, fault.delayMs ?? reorderMsDefault)
      case 'duplicate': {
        const { signal: _signal, ...rest } = init
        deps.background.start(async () => {
          await deps.fetch(url, rest).then(
            () => undefined,
            () => undefined,
          )
        })
        return deps.fetch(url, init)
      }
      default:
        return deps.fetch(url, init)
    }
  }
}
