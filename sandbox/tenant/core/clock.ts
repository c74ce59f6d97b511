/** The tenant's clock, and whatever waits for it. It follows a base clock and can be moved ahead of it. */
export type Clock = {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Has `work` done once the clock is `delayMs` further; it must not reject. */
  readonly after: (delayMs: number, work: () => Promise<void>) => void
  /**
   * Moves the clock ahead and resolves when everything that fell due has been done, in order of time. It stops at each
   * due time on the way, so what that work puts off in turn (the next retry) is done in the same move if it falls due.
   */
  readonly advanceBy: (ms: number) => Promise<void>
  /** How much work still waits. */
  readonly waiting: () => number
  /** Drops what waits. */
  readonly stop: () => void
}

type Waiting = { readonly dueAtMs: number; readonly work: () => Promise<void> }

/**
 * `base` may run (`Date.now`) or stand still (a test's): what waits is looked at when real time has passed and whenever
 * the clock is moved, and is done only when the clock says so.
 */
export function createClock(base: () => number): Clock {
  let aheadMs = 0
  // Where the moves that were asked for lead to; the clock is still on its way there while work is being done.
  let goalMs = 0
  let waiting: Waiting[] = []
  const timers = new Set<NodeJS.Timeout>()
  const now = () => base() + aheadMs

  const takeDue = (untilMs: number): Waiting | undefined => {
    const [first] = waiting.toSorted((left, right) => left.dueAtMs - right.dueAtMs)
    if (first === undefined || first.dueAtMs > untilMs) return undefined
    waiting = waiting.filter((one) => one !== first)
    return first
  }
  const doDue = async (): Promise<void> => {
    for (let due = takeDue(now()); due !== undefined; due = takeDue(now())) await due.work()
  }

  return {
    now,
    after: (delayMs, work) => {
      waiting.push({ dueAtMs: now() + delayMs, work })
      const timer = setTimeout(() => {
        timers.delete(timer)
        void doDue()
      }, delayMs)
      // What waits in a sandbox never keeps a process alive.
      timer.unref()
      timers.add(timer)
    },
    advanceBy: async (ms) => {
      goalMs += ms
      const goal = goalMs
      const next = (): Waiting | undefined => takeDue(base() + goal)
      for (let due = next(); due !== undefined; due = next()) {
        aheadMs = Math.max(aheadMs, due.dueAtMs - base())
        await due.work()
      }
      aheadMs = Math.max(aheadMs, goal)
    },
    waiting: () => waiting.length,
    stop: () => {
      waiting = []
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
