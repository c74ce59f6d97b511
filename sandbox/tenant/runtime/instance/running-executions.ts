import { randomUUID } from 'node:crypto'
import type { ActionApi } from '../action-api.ts'
import type { ActionError } from '../action-execution.ts'

export type ExecutionEnd = { readonly error: ActionError | null; readonly logs: string }

type Running = {
  readonly api: ActionApi
  readonly print: (text: string) => void
  readonly finish: (error: ActionError | null) => void
}

/** The executions of one instance that have not ended. */
export type RunningExecutions = {
  /** Resolves when the execution is finished, or when it runs out of time, whichever comes first. */
  readonly run: (
    execution: { readonly api: ActionApi; readonly budgetMs: number },
    start: (id: string) => void,
  ) => Promise<ExecutionEnd>
  readonly find: (id: string | null) => Running | undefined
  /** Whether this execution ran out of time. */
  readonly isTooLate: (id: string | null) => boolean
  readonly isIdle: () => boolean
  readonly failAll: (error: ActionError) => void
}

const timeOutError: ActionError = { class: 'action_timeout', message: 'Execution timed out' }

/** `onTimeOut` and `onEnd` are called before the promise of the execution resolves. */
export function createRunningExecutions(listeners: {
  readonly onTimeOut: () => void
  readonly onEnd: () => void
}): RunningExecutions {
  const running = new Map<string, Running>()
  const tooLate = new Set<string>()
  return {
    run: ({ api, budgetMs }, start) => {
      const id = randomUUID()
      let logs = ''
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          tooLate.add(id)
          listeners.onTimeOut()
          finish(timeOutError)
        }, budgetMs)
        const finish = (error: ActionError | null): void => {
          clearTimeout(timer)
          running.delete(id)
          listeners.onEnd()
          resolve({ error, logs })
        }
        running.set(id, { api, print: (text) => void (logs += text), finish })
        start(id)
      })
    },
    find: (id) => (id === null ? undefined : running.get(id)),
    isTooLate: (id) => id !== null && tooLate.has(id),
    isIdle: () => running.size === 0,
    failAll: (error) => {
      for (const { finish } of [...running.values()]) finish(error)
    },
  }
}
