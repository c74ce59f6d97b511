import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DECIDING_LAWS } from './deciding-laws.ts'

describe('decide', () => {
  it.each(DECIDING_LAWS)('$name', ({ law }) => {
    expect(fc.defaultReportMessage(fc.check(law, { numRuns: 40 }))).toBeUndefined()
  })
})
