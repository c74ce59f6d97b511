import type { Worker } from 'node:worker_threads'
import type { Deliver } from '../../core/outbound.ts'
import { apiShape, type ActionApi } from '../action-api.ts'
import type { ActionError } from '../action-execution.ts'
import { answerApiCall, type AnswerChannel } from './answer-api.ts'
import { createFetchAnswers, type FetchAnswers } from './answer-fetch.ts'
import { parseInstanceMessage, type InstanceMessage } from './instance-messages.ts'
import {
  createRunningExecutions,
  type ExecutionEnd,
  type RunningExecutions,
} from './running-executions.ts'
import { startThread } from './start-thread.ts'

export type ActionCall = {
  readonly handlerName: string
  /** Plain data; the Action gets a copy of its own. */
  readonly event: object
  readonly api: ActionApi
  /** Real time, from the moment the instance is warm. */
  readonly budgetMs: number
}

export type ActionEnd = ExecutionEnd & { readonly tookMs: number }

/** One warm instance of a version; its module-level state lives on between executions. */
export type ActionInstance = {
  /** Never rejects: whatever the Action does is told in the end. Null when the instance was gone before it began. */
  readonly execute: (call: ActionCall) => Promise<ActionEnd | null>
  /** False once it has ended, crashed, been retired, or let an execution run out of time. */
  readonly isUsable: () => boolean
  /** Takes no new execution; the thread ends with the last running one. */
  readonly retire: () => void
  readonly end: () => Promise<void>
}

export type InstanceOptions = {
  readonly deliver: Deliver
  readonly refusesPlainHandlers: boolean
}

const endedError: ActionError = { class: 'platform_error', message: 'The Action was ended' }
const brokenError: ActionError = {
  class: 'platform_error',
  message: 'The Action broke its runtime',
}

/** How an Action can bring its own thread down: nobody knows what Auth0 says then; a process would end like this. */
function crashOf(error: unknown): ActionError {
  const { message } = error instanceof Error ? error : new Error(String(error))
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? { class: 'platform_error', message: 'The Action used up its memory' }
    : { class: 'action_error', message }
}

type Parts = {
  readonly channel: AnswerChannel
  readonly fetches: FetchAnswers
  readonly executions: RunningExecutions
}

function hear({ channel, fetches, executions }: Parts, message: InstanceMessage): void {
  switch (message.kind) {
    case 'ready':
      return undefined
    case 'fetch-aborted':
      return fetches.abort(message.callId)
    case 'fetch':
      return executions.isTooLate(message.id) ? fetches.refuse(message) : fetches.send(message)
    case 'api':
      return answerApiCall(channel, executions.find(message.id)?.api ?? null, message)
    case 'began':
      return executions.find(message.id)?.begin()
    case 'printed':
      return executions.find(message.id)?.print(message.text)
    case 'done':
      return executions.find(message.id)?.finish(null)
    case 'failed': {
      const error = { class: 'action_error', message: message.message } as const
      return executions.find(message.id)?.finish(error)
    }
  }
}

/** Resolves when the thread is ready, or gone. `onBroken` hears of messages that make no sense. */
function listen(worker: Worker, parts: Parts, onBroken: () => void): Promise<void> {
  return new Promise((resolve) => {
    worker.on('message', (value: unknown) => {
      const message = parseInstanceMessage(value)
      if (message === null) onBroken()
      else hear(parts, message)
      resolve()
    })
    worker.on('exit', () => resolve())
  })
}

/** Starts a thread for this code, which is evaluated at the first execution. */
export function createActionInstance(code: string, options: InstanceOptions): ActionInstance {
  const { worker, channel } = startThread(code, options.refusesPlainHandlers)
  const fetches = createFetchAnswers(options.deliver, worker)
  let state: 'usable' | 'retired' | 'ended' = 'usable'

  const end = async (error: ActionError): Promise<void> => {
    state = 'ended'
    fetches.abortAll()
    executions.loseAll(error)
    await worker.terminate()
  }
  const endWhenIdle = (): void => {
    if (state === 'retired' && executions.isIdle()) void end(endedError)
  }
  const retire = (): void => {
    if (state === 'usable') state = 'retired'
    endWhenIdle()
  }
  const executions = createRunningExecutions({
    onTimeOut: (id) => {
      fetches.abortOf(id)
      retire()
    },
    onEnd: (id) => {
      fetches.forget(id)
      endWhenIdle()
    },
  })
  const parts = { channel, fetches, executions }
  const isReady = listen(worker, parts, () => void end(brokenError))
  let crash: ActionError | null = null
  // Node tells of a crash on another way than of messages, and may overtake them: at the exit all of them are heard,
  // so that an execution which is done is not taken for one that the crash cut off.
  worker.on('error', (error) => {
    state = 'ended'
    crash = crashOf(error)
  })
  worker.on('exit', () => void end(crash ?? endedError))
  // A warm instance never keeps a process alive. NOTE: listening for messages takes this back, so it comes last.
  worker.unref()

  return {
    execute: async ({ handlerName, event, api, budgetMs }) => {
      await isReady
      if (state === 'ended') return null
      const startedAtMs = performance.now()
      const ending = await executions.run({ api, budgetMs }, (id) => {
        worker.postMessage({ kind: 'execute', id, handlerName, event, apiShape: apiShape(api) })
      })
      return ending && { ...ending, tookMs: performance.now() - startedAtMs }
    },
    isUsable: () => state === 'usable',
    retire,
    end: () => end(endedError),
  }
}
