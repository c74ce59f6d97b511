import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAULT_KINDS, type FaultLab, openFaultLab } from './deploy-under-faults.ts'

const CASES = [
  { seed: 1, share: 0.02, calls: 'any' },
  { seed: 2, share: 0.1, calls: 'writes' },
  { seed: 3, share: 0.2, calls: 'writes' },
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
      for (const one of CASES) {
        const outcome = await lab.deployUnder({ kind, ...one })
        outcomes.push(`seed ${one.seed}, ${one.share} of ${one.calls}: ${outcome}`)
      }

      console.log(`deploys under ${kind}: ${outcomes.join('; ')}`)
      expect(outcomes).toHaveLength(CASES.length)
    },
  )
})
