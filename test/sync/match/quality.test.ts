import { afterAll, describe, expect, test } from 'vitest'
import { madeUpRoster } from '../../../bench/quality/made-up-rosters.ts'
import { describeQuality, toShares } from '../../../bench/quality/shares.ts'
import { rostersBeside } from '../../../bench/quality/sets-beside.ts'
import { measure } from '../../../bench/quality/tally.ts'

const { found, missing } = rostersBeside()
const sets = [madeUpRoster(1, 2000), ...found]

describe('the quality of automatic links', () => {
  const lines: string[] = []
  afterAll(() => {
    const absent = missing.map((file) => `labelled sample NOT FOUND, not measured: ${file}`)
    console.log(['Quality of automatic links', ...lines, ...absent].join('\n  '))
  })

  test.each(sets)('is precise and complete on $name', ({ name, load }) => {
    const { all } = measure(load())

    lines.push(describeQuality(name, all))
    const shares = toShares(all)
    expect(shares.precision).toBeGreaterThan(0.999)
    expect(shares.recall).toBeGreaterThan(0.96)
    expect(shares.listedShare).toBeGreaterThan(0.95)
    expect(shares.reviewShare).toBeLessThan(0.04)
  })
})
