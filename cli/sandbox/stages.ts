/** How long one step took, in whole milliseconds. */
export type StageTime = { readonly name: string; readonly ms: number }

/** Runs steps one after the other, tells about each as it starts, and remembers how long it took. */
export type Stages = {
  readonly run: <Result>(name: string, work: () => Promise<Result>) => Promise<Result>
  readonly times: () => readonly StageTime[]
}

/** `clockMs` never goes back; `onStage` is told when a step begins (`ms` null) and when it ended. */
export function createStages(
  clockMs: () => number,
  onStage: (stage: { name: string; ms: number | null }) => void,
): Stages {
  const times: StageTime[] = []
  return {
    run: async (name, work) => {
      const start = clockMs()
      onStage({ name, ms: null })
      const result = await work()
      const ms = Math.round(clockMs() - start)
      times.push({ name, ms })
      onStage({ name, ms })
      return result
    },
    times: () => [...times],
  }
}
