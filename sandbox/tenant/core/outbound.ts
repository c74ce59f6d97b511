import type { Background } from './background.ts'
import type { Clock } from './clock.ts'
import type { DeliveryLog } from './delivery-log.ts'
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
  readonly log: DeliveryLog
}): Deliver {
  const note = noteDelivery(deps)
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
  const send: Deliver = async (source, url, init = {}) => {
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
  return (source, url, init) => note(source, url, send(source, url, init))
}

/** Where it went; a query is left out, since senders put secrets there. */
function targetOf(url: Target): string {
  const text = url instanceof Request ? url.url : String(url)
  if (!URL.canParse(text)) return text.slice(0, 200)
  const { origin, pathname } = new URL(text)
  return `${origin}${pathname}`
}

function noteDelivery(deps: { readonly clock: Clock; readonly log: DeliveryLog }) {
  return async (source: DeliverySource, url: Target, answer: Promise<Response>) => {
    const sent = { atMs: deps.clock.now(), source, target: targetOf(url), attempt: 1 }
    try {
      const response = await answer
      deps.log.add({ ...sent, status: response.status, failure: null })
      return response
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error)
      deps.log.add({ ...sent, status: null, failure })
      throw error
    }
  }
}
