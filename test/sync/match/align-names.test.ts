import { describe, expect, test } from 'vitest'
import { alignWords } from '../../../sync/match/align-names.ts'

function align(a: string, b: string): string {
  const { pairs, restA, restB } = alignWords(a.split(' '), b.split(' '))
  const paired = pairs.map((pair) => `${pair.a}-${pair.level}-${pair.b}`)
  return [...paired, `[${restA.join(' ')}|${restB.join(' ')}]`].join(' ')
}

describe('words of two names', () => {
  test.each([
    ['ana gil', 'gil ana', 'ana-equal-ana gil-equal-gil [|]'],
    ['ana ana', 'ana gil', 'ana-equal-ana [ana|gil]'],
    ['bob crter', 'robert carter', 'crter-typo-carter bob-nickname-robert [|]'],
    ['j doe', 'john doe', 'doe-equal-doe j-initial-john [|]'],
    ['gryosler', 'grossler', 'gryosler-typos-grossler [|]'],
    ['gryos', 'gross', 'gryos-short-form-gross [|]'],
    ['chrisy', 'christopher', 'chrisy-short-form-christopher [|]'],
    ['mary', 'john', '[mary|john]'],
    ['xarter', 'carter', 'xarter-typo-carter [|]'],
    ['xartem', 'carter', '[xartem|carter]'],
    ['do', 'od', '[do|od]'],
    ['carla', 'charlq', '[carla|charlq]'],
    ['an', 'juan', '[an|juan]'],
    ['ana', 'mariana', 'ana-short-form-mariana [|]'],
    ['mariana', 'ana', 'mariana-short-form-ana [|]'],
    ['j', 'mark', '[j|mark]'],
    ['j ana', 'juan', 'j-initial-juan [ana|]'],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(align(a, b)).toBe(expected)
  })
})
