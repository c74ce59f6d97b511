import { describe, expect, test } from 'vitest'
import { buildEmployeeIndex } from '../../../sync/match/employee-index.ts'
import { kinshipBits } from '../../../sync/match/kinship.ts'
import { learnLetters } from '../../../sync/match/letter-model.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { employee } from './people-builders.ts'

function index(names: readonly string[]) {
  return buildEmployeeIndex(
    names.map((name, at) => employee(at + 1, name)),
    defaultMatchSettings,
  )
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.split('')
/** Given names that begin with `x`, surnames that begin with `y`, so that no word is both. */
const grid = (mark: string, size: number) =>
  LETTERS.slice(0, size).flatMap((a) =>
    LETTERS.slice(0, size).map((b) => `x${mark}${a}${a} y${mark}${b}${b}`),
  )

describe('kinship', () => {
  test('is small where everybody draws from the same names', () => {
    const { byWord, byPair } = index(grid('', 20))

    expect(kinshipBits(400, byWord, byPair)).toBeLessThan(1.5)
  })

  test('is large where people of several origins keep to their own names', () => {
    const origins = LETTERS.slice(0, 8).flatMap((mark) => grid(mark, 5))
    const { byWord, byPair } = index([...origins, ...origins])

    expect(kinshipBits(400, byWord, byPair)).toBeGreaterThan(2)
  })

  test('is the usual one while there is nothing to count', () => {
    const { byWord, byPair } = index(['Ana Gil'])

    expect(kinshipBits(1, byWord, byPair)).toBe(3)
  })
})

describe('the letters of a word', () => {
  const syllables = 'ka ke ki ko la le li lo ma me mi mo na ne ni no'.split(' ')
  const words = syllables.flatMap((a) => syllables.map((b) => a + b))
  const bitsOf = learnLetters(new Map(words.map((word) => [word, null])))

  test('tell a name from a slip once there are words to learn from', () => {
    expect(bitsOf('kalemo')).toBeLessThan(bitsOf('kalmeo'))
    expect(bitsOf('kaxe')).toBeGreaterThan(bitsOf('kame') + 3)
  })

  test('are counted as they stand in the words, whatever else than a letter as one more letter', () => {
    const some = learnLetters(
      new Map(
        Array.from({ length: 150 }, (_, at) => [
          `${LETTERS[at % 26] ?? ''}a${LETTERS[(at * 7) % 26] ?? ''}z${at % 9}`,
          null,
        ]),
      ),
    )
    const bits = ['', 'a', 'z', '7', 'aza', 'zaz', 'maz3', 'ñandu', 'quartz'].map((word) =>
      some(word).toFixed(3),
    )

    expect(bits).toEqual('6.942 11.466 11.670 7.005 19.859 20.063 9.947 37.569 35.090'.split(' '))
  })

  test('are guessed by their number before that', () => {
    const guess = learnLetters(new Map([['ana', null]]))

    expect(guess('xqzvw')).toBe(12.5)
  })
})

describe('chances of words', () => {
  const { names } = index(['Ana Gil', 'Ana Ruiz', 'Ana Lara', 'Eva Gil'])

  test('grow with the number of bearers, the one compared set aside', () => {
    expect(names.bearers('ana')).toBe(3)
    expect(names.chanceOf('ana')).toBeGreaterThan(names.chanceOf('gil'))
    expect(names.chanceOf('gil')).toBeGreaterThan(names.chanceOf('eva'))
    expect(names.chanceOf('eva')).toBe(names.chanceOf('lara'))
  })

  test('of a word that nobody bears are small, and smaller for a long one', () => {
    expect(names.chanceOfAny('xqzv')).toBeLessThan(names.chanceOfAny('eva'))
    expect(names.chanceOfAny('xqzvwkjh')).toBeLessThan(names.chanceOfAny('xqzv'))
  })
})
