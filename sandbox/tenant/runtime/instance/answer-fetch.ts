import type { Worker } from 'node:worker_threads'
import type { Deliver } from '../../core/outbound.ts'
import type { FetchCall } from './instance-messages.ts'

/** The tenant's side of an Action's `fetch`. */
export type FetchAnswers = {
  readonly send: (call: FetchCall) => void
  /** Answers as if nothing were reachable. */
  readonly refuse: (call: FetchCall) => void
  readonly abort: (callId: number) => void
  /** Ends what an execution has sent and waits for. */
  readonly abortOf: (executionId: string) => void
  readonly abortAll: () => void
  /** What an ended execution has sent goes on, and can be aborted no more. */
  readonly forget: (executionId: string) => void
}

type OpenCall = { readonly executionId: string | null; readonly controller: AbortController }

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
  const open = new Map<number, OpenCall>()
  const deliverCall = async ({ callId, id, request }: FetchCall): Promise<void> => {
    const controller = new AbortController()
    open.set(callId, { executionId: id, controller })
    const { url, body, ...rest } = request
    const { signal } = controller
    try {
      const init = { ...rest, signal, ...(body !== null && { body }) }
      const response = await deliver('action', url, init)
      if (!signal.aborted) postResponse(worker, callId, response)
    } catch (error) {
      open.delete(callId)
      postFailure(worker, callId, error)
    }
  }
  const abort = (callId: number): void => {
    open.get(callId)?.controller.abort()
    open.delete(callId)
  }
  const callsOf = (id: string): number[] =>
    [...open].filter(([, { executionId }]) => executionId === id).map(([callId]) => callId)
  return {
    send: (call) => void deliverCall(call),
    refuse: ({ callId }) => postFailure(worker, callId, new TypeError('fetch failed')),
    abort,
    abortOf: (id) => callsOf(id).forEach(abort),
    abortAll: () => [...open.keys()].forEach(abort),
    forget: (id) => {
      for (const callId of callsOf(id)) open.delete(callId)
    },
  }
}
