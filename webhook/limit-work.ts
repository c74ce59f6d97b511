/** A limit of its own on how much is under way at once. */
export type WorkLimit = {
  /** Runs the work, or returns null without starting it when as many as allowed are under way. */
  readonly run: <Result>(work: () => Promise<Result>) => Promise<Result | null>
  readonly isFull: () => boolean
}

/** At most `max` at once. */
export function limitWork(max: number): WorkLimit {
  let underWay = 0
  return {
    run: async (work) => {
      if (underWay >= max) return null
      underWay += 1
      try {
        return await work()
      } finally {
        underWay -= 1
      }
    },
    isFull: () => underWay >= max,
  }
}
