/** Gives its place to the next in line; calling it again does nothing. */
export type Release = () => void

/** At most `count` holders at a time; the others wait in line. */
export function createSlots(count: number): () => Promise<Release> {
  const line: (() => void)[] = []
  let free = count
  const release = (): void => {
    const next = line.shift()
    if (next === undefined) free += 1
    else next()
  }
  return async () => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => line.push(resolve))
    let isHeld = true
    return () => {
      if (isHeld) release()
      isHeld = false
    }
  }
}
