import { expect, test } from 'vitest'
import { roundBits, scoreOf } from '../../../sync/match/score.ts'

test.each([
  [0, 0.5],
  [1, 0.666667],
  [-1, 0.333333],
  [4, 0.941176],
  [10, 0.999024],
  [1000, 1],
  [-1000, 0],
])('%d bits are a chance of %d', (bits, score) => {
  expect(scoreOf(bits)).toBe(score)
})

test.each([
  [1.1, 1],
  [1.13, 1.25],
  [-2.4, -2.5],
  [3.6, 3.5],
])('%d bits are kept as %d', (bits, kept) => {
  expect(roundBits(bits)).toBe(kept)
})
