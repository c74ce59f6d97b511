import type { StageName } from './sync-outcome.ts'

/** Times the stages of one run by a clock that never goes back, in milliseconds. */
export type StageClock = {
  /** Runs the stage and notes how long it took, also when it fails. */
  readonly time: <Result>(stage: StageName, work: () => Result | Promise<Result>) => Promise<Result>
  readonly stages: () => Partial<Readonly<Record<StageName, number>>>
  /** Since the clock was started. */
  readonly elapsedMs: () => number
}

/** `onStage` is told when a stage begins. */
export function startStageClock(
  clockMs: () => number,
  onStage: (stage: StageName) => void,
): StageClock {
  const startedAt = clockMs()
  const stages: Partial<Record<StageName, number>> = {}
  return {
    time: async (stage, work) => {
      onStage(stage)
      const from = clockMs()
      try {
        return await work()
      } finally {
        stages[stage] = Math.round(clockMs() - from)
      }
    },
    stages: () => ({ ...stages }),
    elapsedMs: () => Math.round(clockMs() - startedAt),
  }
}
