const patienceMs = 100

/**
 * Waits for the task, but not for ever: a move of the clock sees the answer of a receiver that answers, and is not held
 * up by one that does not.
 */
export function waitBriefly(task: Promise<void>): Promise<void> {
  const patience = new Promise<void>((resolve) => {
    setTimeout(resolve, patienceMs).unref()
  })
  return Promise.race([task, patience])
}
