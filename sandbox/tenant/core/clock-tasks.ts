import { AsyncLocalStorage } from 'node:async_hooks'

/** Work that a clock has begun; `waits` counts what it waits for on that clock. */
export type ClockTask = { waits: number }

/** The work a clock has begun, and how to know that each has ended or waits for the clock again. */
export type ClockTasks = {
  /** The task that is asking, however deep inside it; undefined outside all of them. */
  readonly current: () => ClockTask | undefined
  readonly changeWaits: (task: ClockTask | undefined, change: 1 | -1) => void
  /** `work` must not reject. */
  readonly start: (work: () => Promise<void>) => void
  /** Resolves when no task can go on without the clock. */
  readonly quiet: () => Promise<void>
}

export function createClockTasks(): ClockTasks {
  const tasks = new Set<ClockTask>()
  const current = new AsyncLocalStorage<ClockTask>()
  let listeners: (() => void)[] = []
  const tell = () => {
    const told = listeners
    listeners = []
    for (const listener of told) listener()
  }
  return {
    current: () => current.getStore(),
    changeWaits: (task, change) => {
      if (task !== undefined) task.waits += change
      tell()
    },
    start: (work) => {
      const task = { waits: 0 }
      tasks.add(task)
      void current.run(task, work).finally(() => {
        tasks.delete(task)
        tell()
      })
    },
    quiet: async () => {
      while ([...tasks].some(({ waits }) => waits === 0)) {
        await new Promise<void>((resolve) => {
          listeners.push(resolve)
        })
      }
    },
  }
}
