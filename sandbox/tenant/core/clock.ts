import { AsyncLocalStorage } from 'node:async_hooks'

/** The tenant's clock, and whatever waits for it. It follows a base clock and can be moved ahead of it, never back. */
export type Clock = {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /**
   * Has `work` done once the clock is `delayMs` further; it must not reject. `onStop` is called instead when the clock
   * is stopped before.
   */
  readonly after: (delayMs: number, work: () => Promise<void>, onStop?: () => void) => void
  /** Resolves once the clock is `delayMs` further, or at once when it is stopped. */
  readonly wait: (delayMs: number) => Promise<'due' | 'stopped'>
  /**
   * Moves the clock ahead, stopping at each moment at which something falls due, and resolves when all of it has been
   * done, in order of time. Work that waits for the clock itself holds nothing up: it goes on when its time comes.
   */
  readonly advanceBy: (ms: number) => Promise<void>
  /** How much work still waits. */
  readonly waiting: () => number
  /** Drops what waits. */
  readonly stop: () => void
}

/** Work that has begun; `waits` counts what it waits for on this clock. */
type Task = { waits: number }
type Waiting = {
  readonly dueAtMs: number
  readonly work: () => Promise<void>
  readonly owner: Task | undefined
  readonly onStop: (() => void) | undefined
}

// What Node can count to, and how long to look away when a timer came a moment before its time.
const timerMs = { max: 2 ** 31 - 1, min: 5 }

/** The tasks that have begun, and how to know that each has ended or waits for the clock. */
function createTasks() {
  const tasks = new Set<Task>()
  const current = new AsyncLocalStorage<Task>()
  let listeners: (() => void)[] = []
  const tell = () => {
    const told = listeners
    listeners = []
    for (const listener of told) listener()
  }
  return {
    current: () => current.getStore(),
    count: (task: Task | undefined, change: 1 | -1) => {
      if (task !== undefined) task.waits += change
      tell()
    },
    start: (work: () => Promise<void>) => {
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

/**
 * `base` may run (`Date.now`) or stand still (a test's): what waits is looked at when real time has passed and whenever
 * the clock is moved, and is done only when the clock says so.
 */
export function createClock(base: () => number): Clock {
  let aheadMs = 0
  let waiting: Waiting[] = []
  let timer: NodeJS.Timeout | undefined
  const tasks = createTasks()
  const now = () => base() + aheadMs

  const first = () =>
    waiting.reduce<Waiting | undefined>(
      (least, one) => (least === undefined || one.dueAtMs < least.dueAtMs ? one : least),
      undefined,
    )
  const firstBy = (untilMs: number) => {
    const one = first()
    return one !== undefined && one.dueAtMs <= untilMs ? one : undefined
  }
  const perform = (one: Waiting): Promise<void> => {
    waiting = waiting.filter((other) => other !== one)
    tasks.start(one.work)
    tasks.count(one.owner, -1)
    return tasks.quiet()
  }
  const arm = (): void => {
    clearTimeout(timer)
    const next = first()
    if (next === undefined) return
    const leftMs = next.dueAtMs - now()
    timer = setTimeout(() => void doDue(), Math.min(timerMs.max, Math.max(leftMs, timerMs.min)))
    // What waits in a sandbox never keeps a process alive.
    timer.unref()
  }
  const doDue = async (): Promise<void> => {
    for (let due = firstBy(now()); due !== undefined; due = firstBy(now())) await perform(due)
    arm()
  }
  const after: Clock['after'] = (delayMs, work, onStop) => {
    const owner = tasks.current()
    waiting.push({ dueAtMs: now() + delayMs, work, owner, onStop })
    tasks.count(owner, 1)
    arm()
  }

  return {
    now,
    after,
    wait: (delayMs) =>
      new Promise((resolve) => {
        after(
          delayMs,
          async () => resolve('due'),
          () => resolve('stopped'),
        )
      }),
    advanceBy: async (ms) => {
      if (!(ms >= 0)) throw new RangeError('the clock moves ahead only')
      const targetMs = now() + ms
      for (let due = firstBy(targetMs); due !== undefined; due = firstBy(targetMs)) {
        aheadMs += Math.max(0, due.dueAtMs - now())
        await perform(due)
      }
      aheadMs += Math.max(0, targetMs - now())
      arm()
    },
    waiting: () => waiting.length,
    stop: () => {
      const dropped = waiting
      waiting = []
      clearTimeout(timer)
      for (const { onStop } of dropped) onStop?.()
    },
  }
}
