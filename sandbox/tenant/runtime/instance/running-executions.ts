import { randomUUID } from 'node:crypto'
import type { ActionApi } from '../action-api.ts'
import type { ActionError } from '../action-execution.ts'

export type ExecutionEnd = { readonly error: ActionError | null; readonly logs: string }

type Running = {
  readonly api: ActionApi
  /** The instance has taken it up. */
  readonly begin: () => void
  readonly print: (text: string) => void
  readonly finish: (error: ActionError | null) => void
  /** The instance is gone. */
  readonly lose: (error: ActionError) => void
}

/** The executions of one instance that have not ended. */
export type RunningExecutions = {
  /**
   * Resolves when the execution is finished or runs out of time, whichever comes first; to null when the instance was
   * gone before the execution began.
   */
  readonly run: (
    execution: { readonly api: ActionApi; readonly budgetMs: number },
    start: (id: string) => void,
  ) => Promise<ExecutionEnd | null>
  readonly find: (id: string | null) => Running | undefined
  /** Whether this execution ran out of time. */
  readonly isTooLate: (id: string | null) => boolean
  readonly isIdle: () => boolean
  readonly loseAll: (error: ActionError) => void
}

const timeOutError: ActionError = { class: 'action_timeout', message: 'Execution timed out' }

/** `onTimeOut` and `onEnd` are called before the promise of the execution resolves. */
export function createRunningExecutions(listeners: {
  readonly onTimeOut: (id: string) => void
  readonly onEnd: (id: string) => void
}): RunningExecutions {
  const running = new Map<string, Running>()
  const tooLate = new Set<string>()
  return {
    run: ({ api, budgetMs }, start) => {
      const id = randomUUID()
      let logs = ''
      let hasBegun = false
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          tooLate.add(id)
          listeners.onTimeOut(id)
          finish(timeOutError)
        }, budgetMs)
        const leave = (end: ExecutionEnd | null): void => {
          clearTimeout(timer)
          running.delete(id)
          listeners.onEnd(id)
          resolve(end)
        }
        const finish = (error: ActionError | null): void => leave({ error, logs })
        running.set(id, {
          api,
          begin: () => void (hasBegun = true),
          print: (text) => void (logs += text),
          finish,
          lose: (error) => (hasBegun ? finish(error) : leave(null)),
        })
        start(id)
      })
    },
    find: (id) => (id === null ? undefined : running.get(id)),
    isTooLate: (id) => id !== null && tooLate.has(id),
    isIdle: () => running.size === 0,
    loseAll: (error) => {
      for (const { lose } of [...running.values()]) lose(error)
    },
  }
}
