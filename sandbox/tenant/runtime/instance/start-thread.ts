import { MessageChannel, Worker } from 'node:worker_threads'
import type { AnswerChannel } from './answer-api.ts'

const processFile = new URL('./action-process.mjs', import.meta.url)

// Not published for Actions; enough for any that waits for a webhook, and small enough for many at once.
const memoryMbMax = 128

/** A thread for one Action, which sees nothing of this process. */
export function startThread(
  code: string,
  refusesPlainHandlers: boolean,
): { readonly worker: Worker; readonly channel: AnswerChannel } {
  const { port1, port2 } = new MessageChannel()
  const signal = new SharedArrayBuffer(4)
  const worker = new Worker(processFile, {
    workerData: { code, refusesPlainHandlers, answers: port2, signal },
    transferList: [port2],
    env: {},
    argv: [],
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMbMax },
  })
  port1.unref()
  return { worker, channel: { port: port1, signal } }
}
