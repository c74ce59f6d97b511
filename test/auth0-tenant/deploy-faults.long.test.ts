import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAULT_KINDS, type FaultLab, openFaultLab } from './deploy-under-faults.ts'

const SEEDS = [1, 2, 3, 4]
const SHARES = [0.02, 0.1]

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
      for (const seed of SEEDS) {
        for (const share of SHARES) outcomes.push(await lab.deployUnder(kind, seed, share))
      }

      console.log(`deploys under ${kind}, seeds ${SEEDS.join(' ')}: ${outcomes.join(', ')}`)
      expect(outcomes).toHaveLength(SEEDS.length * SHARES.length)
    },
  )
})
