import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAULT_KINDS, type FaultLab, openFaultLab } from './deploy-under-faults.ts'

/** Each seed with the share of calls that fail. */
const CASES = [
  [1, 0.02],
  [2, 0.1],
  [3, 0.05],
] as const

let lab: FaultLab
beforeAll(async () => {
  lab = await openFaultLab()
})
afterAll(() => lab.close())

describe('a deploy with calls that fail at random', () => {
  it.each(FAULT_KINDS)(
    'completes or says what was written, and can be completed or undone: %s',
    async (kind) => {
      const outcomes: string[] = []
      for (const [seed, share] of CASES) {
        outcomes.push(`seed ${seed}, ${share}: ${await lab.deployUnder(kind, seed, share)}`)
      }

      console.log(`deploys under ${kind}: ${outcomes.join('; ')}`)
      expect(outcomes).toHaveLength(CASES.length)
    },
  )
})
