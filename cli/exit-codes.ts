/** What a shell or a scheduler reads from podlink. */
export const EXIT = {
  /** Done, or nothing to do. */
  done: 0,
  failed: 1,
  /** A plan that holds changes. */
  changes: 2,
  /** A safety limit stopped it before the first write. */
  stopped: 3,
  usage: 64,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
