import { randomInt } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MATCHING_LAWS, orderLawOfCompanies, strangerLawOfCompanies } from './matching-laws.ts'
import { madeUpRoster } from '../../../bench/quality/made-up-rosters.ts'
import { describeQuality, toShares } from '../../../bench/quality/shares.ts'
import { rostersBeside } from '../../../bench/quality/sets-beside.ts'
import { measure, pool } from '../../../bench/quality/tally.ts'

const COMPANIES = 10
const EMPLOYEES = 2_000
const RUNS = 10_000
const COMPANY_RUNS = 20
const seed = randomInt(2 ** 31)

describe('automatic links in companies nobody has looked at', () => {
  test('are precise and complete over all of them', () => {
    const sets = Array.from({ length: COMPANIES }, (_, at) => madeUpRoster(seed + at, EMPLOYEES))
    const measured = sets.map(({ name, load }) => ({ name, measurement: measure(load()) }))
    const pooled = pool(measured.map(({ measurement }) => measurement)).all

    const { found, missing } = rostersBeside()
    const labelled = found.map(({ name, load }) => describeQuality(name, measure(load()).all))
    const report = [
      ...measured.map(({ name, measurement }) => describeQuality(name, measurement.all)),
      describeQuality(`all ${COMPANIES} pooled`, pooled),
      ...labelled,
      ...missing.map((file) => `labelled sample NOT FOUND, not measured: ${file}`),
    ]
    console.log(report.join('\n'))
    // Seeds 97001 to 97010 gave the figures in docs/matching.md.
    const shares = toShares(pooled)
    expect(shares.precision).toBeGreaterThan(0.999)
    expect(shares.recall).toBeGreaterThan(0.965)
    expect(shares.reviewShare).toBeLessThan(0.04)
    expect(shares.listedShare).toBeGreaterThan(0.99)
  })
})

describe('matchPeople, in thousands of companies', () => {
  test.each(MATCHING_LAWS)('$name', ({ name, law }) => {
    console.log(`matchPeople ${name}: seed ${seed}, ${RUNS} runs`)
    expect(fc.defaultReportMessage(fc.check(law, { seed, numRuns: RUNS }))).toBeUndefined()
  })

  test('does not depend on order in a whole company', () => {
    console.log(`matchPeople in whole companies: seed ${seed}, ${COMPANY_RUNS} runs`)
    expect(
      fc.defaultReportMessage(
        fc.check(orderLawOfCompanies(EMPLOYEES), { seed, numRuns: COMPANY_RUNS }),
      ),
    ).toBeUndefined()
  })

  test('makes no link wrong in a whole company because strangers joined', () => {
    console.log(`strangers in whole companies: seed ${seed}, ${COMPANY_RUNS} runs`)
    expect(
      fc.defaultReportMessage(
        fc.check(strangerLawOfCompanies(EMPLOYEES), { seed, numRuns: COMPANY_RUNS }),
      ),
    ).toBeUndefined()
  })
})
