/** Runs the work, or returns null without starting it when as many as allowed are under way. */
export type WorkLimit = <Result>(work: () => Promise<Result>) => Promise<Result | null>

/** A limit of its own: at most `max` at once. */
export function limitWork(max: number): WorkLimit {
  let underWay = 0
  return async (work) => {
    if (underWay >= max) return null
    underWay += 1
    try {
      return await work()
    } finally {
      underWay -= 1
    }
  }
}
