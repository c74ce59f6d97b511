import { describe, expect, test } from 'vitest'
import { learnLetters } from '../../../sync/match/letter-model.ts'

const syllables = 'ka ke ki ko la le li lo ma me mi mo na ne ni no'.split(' ')
const words = syllables.flatMap((a) => syllables.map((b) => a + b))

function learn(count: number) {
  return learnLetters(new Map(words.slice(0, count).map((word) => [word, null])))
}

describe('how name-like a word is', () => {
  test('is guessed by its length from fewer than 150 words, and counted from 150', () => {
    expect(learn(149)('xqzvw')).toBe(12.5)
    expect(learn(149)('')).toBe(0)
    expect(learn(150)('xqzvw')).toBeGreaterThan(30)
  })

  test('is the sum of what its letters tell, the edges of the word included', () => {
    const bitsOf = learn(256)
    // 1,280 letters and ends; the usual share of the end of a word is (256 + 1) / (1280 + 28 + 12).
    const usual = (count: number) => (count + 1) / 1320
    const seen = (pair: number, letter: number, first: number) =>
      -Math.log2((pair + 8 * usual(letter)) / (first + 8))

    // A word begins with k 64 times in 256, a follows k 32 times in 128, and a word ends after 64 of 128 times a.
    expect(bitsOf('ka')).toBeCloseTo(seen(64, 128, 256) + seen(32, 128, 128) + seen(64, 256, 128))
    expect(bitsOf('')).toBeCloseTo(seen(0, 256, 256))
    expect(bitsOf('z')).toBeCloseTo(seen(0, 0, 256) + seen(0, 256, 0))
  })

  test('treats everything beside a to z as one more letter', () => {
    const bitsOf = learn(256)

    expect(bitsOf('k7')).toBe(bitsOf('k{'))
    expect(bitsOf('k7')).toBe(bitsOf('k`'))
    expect(bitsOf('7')).toBe(bitsOf('z'))
  })

  test('knows a and z from the rest', () => {
    const ends = learnLetters(new Map(words.map((word) => [`za${word}`, null])))

    expect(ends('zaka')).toBeLessThan(ends('7aka') - 3)
    expect(ends('zaka')).toBeLessThan(ends('z7ka') - 3)
  })
})
