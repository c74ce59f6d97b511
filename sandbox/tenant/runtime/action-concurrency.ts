/** How many Actions of the tenant run at this moment, held below what the plan's infrastructure allows. */
export type ActionConcurrency = {
  /** False when the tenant is full; then nothing was taken and nothing must be left. */
  readonly enter: () => boolean
  readonly leave: () => void
}

/** 250 on the public cloud (auth0-facts 1.5). */
export const concurrentActionsMax = 250

/** Nobody waits in a queue: who comes when the tenant is full is refused. */
export function createActionConcurrency(max: number): ActionConcurrency {
  let running = 0
  return {
    enter: () => {
      if (running >= max) return false
      running += 1
      return true
    },
    leave: () => void (running -= 1),
  }
}
