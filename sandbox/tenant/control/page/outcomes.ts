/** What came of a button, in one line. */
export type Outcome = {
  readonly atMs: number
  readonly isGood: boolean
  readonly text: string
}

export type Outcomes = {
  /** Oldest first. */
  readonly entries: readonly Outcome[]
  readonly add: (outcome: Outcome) => void
}

const keptMax = 200

/** Keeps the latest outcomes. */
export function createOutcomes(): Outcomes {
  const entries: Outcome[] = []
  return {
    entries,
    add: (outcome) => {
      entries.push(outcome)
      if (entries.length > keptMax) entries.shift()
    },
  }
}
