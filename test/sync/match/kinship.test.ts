import { expect, test } from 'vitest'
import { buildEmployeeIndex } from '../../../sync/match/employee-index.ts'
import { kinshipBits } from '../../../sync/match/kinship.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { employee } from './people-builders.ts'

function kinship(names: readonly string[]): number {
  const { byWord, byPair } = buildEmployeeIndex(
    names.map((name, at) => employee(at + 1, name)),
    defaultMatchSettings,
  )
  return kinshipBits(names.length, byWord, byPair)
}

test.each([
  [[], 3],
  [['Ana Gil', 'Eva Ruiz'], 3],
  // One couple of one shares a name of two words: one couple is expected, one seen.
  [['Ana Gil', 'Ana Gil'], Math.log2((1 + 40) / (1 + 5))],
  // Three couples, all of whom share a given name: (3 / 3 / 2) ** 2 * 3 are expected, none is seen.
  [['Ana Gil', 'Ana Ruiz', 'Ana Novak'], Math.log2(40 / (0.75 + 5))],
  [Array.from({ length: 400 }, () => 'Ana Gil'), 0],
] as const)('of %j is %d bits', (names, bits) => {
  expect(kinship(names)).toBeCloseTo(bits, 1)
})

test('is never more than five bits, nor less than none', () => {
  const letters = 'abcdefghij'
  const strangers = Array.from({ length: 400 }, (_, at) => {
    const family = Array.from(String(at), (digit) => letters[Number(digit)]).join('')
    return `x${letters[at % 5]} y${family}`
  })
  const families = Array.from({ length: 600 }, (_, at) => {
    const family = `${letters[at % 10]}${letters[Math.floor(at / 10) % 10]}`
    return `x${family} y${family}`
  })

  expect(kinship(families)).toBe(5)
  expect(kinship(strangers)).toBe(0)
})
