import type { Worker } from 'node:worker_threads'
import type { Deliver } from '../../core/outbound.ts'
import type { FetchCall } from './instance-messages.ts'

/** The tenant's side of an Action's `fetch`. */
export type FetchAnswers = {
  /** An execution that has run out of time reaches nothing any more. */
  readonly send: (call: FetchCall, isTooLate: boolean) => void
  readonly abort: (callId: number) => void
  readonly abortAll: () => void
}

function postResponse(worker: Worker, callId: number, response: Response): void {
  const { status, statusText, url, redirected, body } = response
  const headers = [...response.headers]
  worker.postMessage(
    { kind: 'fetched', callId, response: { status, statusText, headers, url, redirected, body } },
    body === null ? [] : [body],
  )
}

function postFailure(worker: Worker, callId: number, error: unknown): void {
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null
  const shown = typeof code === 'string' ? { cause: { code } } : {}
  worker.postMessage({ kind: 'fetch-failed', callId, message, ...shown })
}

/** Sends what an Action sends through the tenant's only way out, and streams the answer back. */
export function createFetchAnswers(deliver: Deliver, worker: Worker): FetchAnswers {
  const open = new Map<number, AbortController>()
  const deliverCall = async ({ callId, request }: FetchCall): Promise<void> => {
    const controller = new AbortController()
    open.set(callId, controller)
    const { url, body, ...rest } = request
    const { signal } = controller
    try {
      const init = { ...rest, signal, ...(body !== null && { body }) }
      const response = await deliver('action', url, init)
      if (!signal.aborted) postResponse(worker, callId, response)
    } catch (error) {
      postFailure(worker, callId, error)
    }
  }
  const abort = (callId: number): void => {
    open.get(callId)?.abort()
    open.delete(callId)
  }
  return {
    send: (call, isTooLate) => {
      if (isTooLate) postFailure(worker, call.callId, new TypeError('fetch failed'))
      else void deliverCall(call)
    },
    abort,
    abortAll: () => {
      for (const callId of [...open.keys()]) abort(callId)
    },
  }
}
