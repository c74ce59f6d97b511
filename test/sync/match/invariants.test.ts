import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MATCHING_LAWS, orderLawOfCompanies, strangerLawOfCompanies } from './matching-laws.ts'

// Thousands of runs are in quality.long.test.ts; these few find what is broken outright.
describe('matchPeople', () => {
  test.each(MATCHING_LAWS)('$name', ({ law }) => {
    expect(fc.defaultReportMessage(fc.check(law, { numRuns: 40 }))).toBeUndefined()
  })

  test('does not depend on order in a whole company', () => {
    expect(
      fc.defaultReportMessage(fc.check(orderLawOfCompanies(80), { numRuns: 1 })),
    ).toBeUndefined()
  })

  test('makes no link wrong in a whole company because strangers joined', () => {
    expect(
      fc.defaultReportMessage(fc.check(strangerLawOfCompanies(80), { numRuns: 2 })),
    ).toBeUndefined()
  })
})
