import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FaultLab, openFaultLab } from './deploy-under-faults.ts'

let lab: FaultLab
beforeAll(async () => {
  lab = await openFaultLab()
})
afterAll(() => lab.close())

describe('a deploy with calls that fail at random', () => {
  // Every kind with several seeds: deploy-faults.long.test.ts.
  it('says what was written when it stops half-way, and can be completed and undone', async () => {
    const outcome = await lab.deployUnder({
      kind: 'reset-after',
      seed: 4,
      share: 0.1,
      calls: 'writes',
    })

    console.log(`deploy under reset-after, seed 4: ${outcome}`)
    expect(['complete', 'half', 'nothing written']).toContain(outcome)
  })
})
