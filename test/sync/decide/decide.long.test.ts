import { randomInt } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DECIDING_LAWS } from './deciding-laws.ts'

const RUNS = 10_000
const seed = randomInt(2 ** 31)

describe('decide, in thousands of worlds', () => {
  it.each(DECIDING_LAWS)('$name', ({ name, law }) => {
    console.log(`decide ${name}: seed ${seed}, ${RUNS} runs`)
    expect(fc.defaultReportMessage(fc.check(law, { seed, numRuns: RUNS }))).toBeUndefined()
  })
})
