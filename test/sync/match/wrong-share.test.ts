import { expect, test } from 'vitest'
import { linksNeeded, wrongShareAtMost } from '../../../sync/match/wrong-share.ts'

// With none wrong the bound is 1 - 0.05 ** (1 / links).
test.each([
  [0, 1, 0.95],
  [0, 10, 0.258866],
  [1, 10, 0.394163],
  [2, 10, 0.506901],
  [9, 10, 0.994884],
  [10, 10, 1],
  [11, 10, 1],
  [10, 100, 0.163725],
  [1, 5000, 0.000948],
])('%i wrong links of %i: at most %d', (wrong, links, share) => {
  expect(wrongShareAtMost(wrong, links)).toBeCloseTo(share, 4)
})

test.each([
  [0.5, 5],
  [0.05, 59],
  [0.01, 299],
])('at most %d wrong takes %i right links', (share, links) => {
  expect(linksNeeded(share)).toBe(links)
})
