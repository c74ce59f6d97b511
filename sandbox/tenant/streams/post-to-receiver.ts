import type { Deliver } from '../core/outbound.ts'
import type { DeliverySource } from '../core/faults.ts'

/** What became of one attempt; `isFinal` when trying again is pointless. */
export type AttemptOutcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed'; readonly message: string; readonly isFinal: boolean }

type Post = {
  readonly source: DeliverySource
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly attempt: number
  readonly timeoutMs: number
  readonly onHeldBack: () => void
}

/**
 * One POST to a receiver. Any 2xx is a success and a redirect is not followed; a 4xx is final. The time-out runs on
 * real time: an answer on the wire does not come sooner because the tenant's clock is moved.
 */
export async function postToReceiver(deliver: Deliver, post: Post): Promise<AttemptOutcome> {
  const { source, endpoint, headers, body, attempt, timeoutMs, onHeldBack } = post
  const signal = AbortSignal.timeout(timeoutMs)
  const init: RequestInit = { method: 'POST', headers, body, signal, redirect: 'manual' }
  try {
    const response = await deliver(source, endpoint, init, { attempt, onHeldBack })
    await response.body?.cancel()
    if (response.ok) return { kind: 'delivered' }
    const isFinal = response.status >= 400 && response.status < 500
    return { kind: 'failed', message: `The receiver answered ${response.status}`, isFinal }
  } catch {
    const message = signal.aborted ? 'The receiver did not answer in time' : 'No connection'
    return { kind: 'failed', message, isFinal: false }
  }
}
