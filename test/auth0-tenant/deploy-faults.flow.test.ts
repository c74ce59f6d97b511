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
    { kind: 'server-error-after', seed: 3, share: 0.05, calls: 'any' },
    { kind: 'reset-after', seed: 4, share: 0.1, calls: 'writes' },
  ] as const)(
    'completes or says what was written, and can be completed or undone: $kind, seed $seed',
    async (fault) => {
      const outcome = await lab.deployUnder(fault)

      console.log(`deploy under ${fault.kind}, seed ${fault.seed}: ${outcome}`)
      expect(['complete', 'half', 'nothing written']).toContain(outcome)
    },
  )
})
