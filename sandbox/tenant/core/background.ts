/** Work that outlives the request which started it, such as post-user-registration Actions. */
export type Background = {
  readonly start: (work: () => Promise<void>) => void
  readonly idle: () => Promise<void>
}

/** `idle` resolves when nothing is running, work started meanwhile included; `work` must not reject. */
export function createBackground(): Background {
  const running = new Set<Promise<void>>()
  return {
    start: (work) => {
      const task: Promise<void> = work().finally(() => running.delete(task))
      running.add(task)
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
