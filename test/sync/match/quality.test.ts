import { afterAll, describe, expect, test } from 'vitest'
import {
  describeQuality,
  findLabelledSets,
  madeUpSet,
  tallyQuality,
  toShares,
} from './measure-quality.ts'

const { found, missing } = findLabelledSets()
const sets = [madeUpSet(1, 2000), ...found]

describe('the quality of automatic links', () => {
  const lines: string[] = []
  afterAll(() => {
    const absent = missing.map((folder) => `labelled sample NOT FOUND, not measured: ${folder}`)
    console.log(['Quality of automatic links', ...lines, ...absent].join('\n  '))
  })

  test.each(sets)('is precise and complete on $name', ({ name, load }) => {
    const tally = tallyQuality(load())

    lines.push(describeQuality(name, tally))
    const shares = toShares(tally)
    expect(shares.precision).toBeGreaterThan(0.995)
    expect(shares.recall).toBeGreaterThan(0.95)
    expect(shares.listedShare).toBeGreaterThan(0.95)
    expect(shares.reviewShare).toBeLessThan(0.1)
  })
})
