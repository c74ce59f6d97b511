import { type ClockTask, createClockTasks } from './clock-tasks.ts'

/** The tenant's clock, and whatever waits for it. It follows a base clock and can be moved ahead of it, never back. */
export type Clock = {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** How far it has been moved ahead of its base. */
  readonly aheadMs: () => number
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
  /** Drops what waits, and whatever would wait from then on. */
  readonly stop: () => void
}

type Waiting = {
  readonly dueAtMs: number
  readonly work: () => Promise<void>
  readonly owner: ClockTask | undefined
  readonly onStop: (() => void) | undefined
}

// What Node can count to, and how long to look away when a timer came a moment before its time.
const timerMs = { max: 2 ** 31 - 1, min: 5 }

/** Puts one behind those that are due earlier or at the same time; new ones mostly belong at the end. */
function insert(waiting: Waiting[], one: Waiting): void {
  const before = waiting.findLastIndex(({ dueAtMs }) => dueAtMs <= one.dueAtMs)
  waiting.splice(before + 1, 0, one)
}

function waitOn(after: Clock['after']): Clock['wait'] {
  return (delayMs) =>
    new Promise((resolve) => {
      after(
        delayMs,
        async () => resolve('due'),
        () => resolve('stopped'),
      )
    })
}

/**
 * `base` may run (`Date.now`) or stand still (a test's): what waits is looked at when real time has passed and whenever
 * the clock is moved, and is done only when the clock says so.
 */
export function createClock(base: () => number): Clock {
  let aheadMs = 0
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  // In order of time.
  const waiting: Waiting[] = []
  const tasks = createClockTasks()
  const now = () => base() + aheadMs

  const takeDueBy = (untilMs: number): Waiting | undefined => {
    const [first] = waiting
    return first !== undefined && first.dueAtMs <= untilMs ? waiting.shift() : undefined
  }
  const perform = ({ work, owner }: Waiting): Promise<void> => {
    tasks.start(work)
    tasks.changeWaits(owner, -1)
    return tasks.quiet()
  }
  const arm = (): void => {
    clearTimeout(timer)
    const [next] = waiting
    if (next === undefined) return
    const leftMs = next.dueAtMs - now()
    timer = setTimeout(() => void doDue(), Math.min(timerMs.max, Math.max(leftMs, timerMs.min)))
    // What waits in a sandbox never keeps a process alive.
    timer.unref()
  }
  const doDue = async (): Promise<void> => {
    for (let due = takeDueBy(now()); due !== undefined; due = takeDueBy(now())) await perform(due)
    arm()
  }
  const after: Clock['after'] = (delayMs, work, onStop) => {
    if (isStopped) return onStop?.()
    const owner = tasks.current()
    insert(waiting, { dueAtMs: now() + delayMs, work, owner, onStop })
    tasks.changeWaits(owner, 1)
    arm()
  }

  return {
    now,
    aheadMs: () => aheadMs,
    after,
    wait: waitOn(after),
    advanceBy: async (ms) => {
      if (!(ms >= 0)) throw new RangeError('the clock moves ahead only')
      const targetMs = now() + ms
      for (let due = takeDueBy(targetMs); due !== undefined; due = takeDueBy(targetMs)) {
        aheadMs += Math.max(0, due.dueAtMs - now())
        await perform(due)
      }
      aheadMs += Math.max(0, targetMs - now())
      arm()
    },
    waiting: () => waiting.length,
    stop: () => {
      isStopped = true
      clearTimeout(timer)
      for (const { onStop } of waiting.splice(0)) onStop?.()
    },
  }
}
