import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FaultLab, openFaultLab } from './deploy-under-faults.ts'

let lab: FaultLab
beforeAll(async () => {
  lab = await openFaultLab()
})
afterAll(() => lab.close())

describe('a deploy with calls that fail at random', () => {
  // Every kind with several seeds: deploy-faults.long.test.ts.
  it.each([
    ['server-error-after', 3],
    ['reset-after', 4],
  ] as const)(
    'completes or says what was written, and can be completed or undone: %s, seed %d',
    async (kind, seed) => {
      const outcome = await lab.deployUnder(kind, seed, 0.05)

      console.log(`deploy under ${kind}, seed ${seed}: ${outcome}`)
      expect(['complete', 'half', 'nothing written']).toContain(outcome)
    },
  )
})
