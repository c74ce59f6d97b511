import type { MessagePort } from 'node:worker_threads'
import { chained, type ActionApi, type ApiAnswer } from '../action-api.ts'
import type { ApiCall } from './instance-messages.ts'

/** Where a waiting instance is answered: a port, and the word of shared memory that it sleeps on. */
export type AnswerChannel = {
  readonly port: MessagePort
  readonly signal: SharedArrayBuffer
}

function answerOf(api: ActionApi | null, { group, method, args }: ApiCall): object {
  // What an Action asks for after its end, or after its time-out, has no effect.
  if (api === null) return chained
  try {
    const answer: ApiAnswer | undefined = api[group]?.[method]?.(...args)
    return answer ?? { kind: 'thrown', name: 'TypeError', message: `api.${group}.${method}` }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    return { kind: 'thrown', name, message }
  }
}

/** Runs one `api` method (of null: of an execution that is over) and wakes the instance, whatever happens: it sleeps until then. */
export function answerApiCall(channel: AnswerChannel, api: ActionApi | null, call: ApiCall): void {
  const flag = new Int32Array(channel.signal)
  channel.port.postMessage(answerOf(api, call))
  Atomics.store(flag, 0, 1)
  Atomics.notify(flag, 0)
}
