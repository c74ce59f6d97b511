import { expect, test } from 'vitest'
import { isOneEdit } from '../../../sync/match/edit-distance.ts'

test.each([
  ['carter', 'carter', false],
  ['crter', 'carter', true],
  ['carterr', 'carter', true],
  ['xcarter', 'carter', true],
  ['carten', 'carter', true],
  ['acrter', 'carter', true],
  ['cartre', 'carter', true],
  ['caret', 'carter', false],
  ['cart', 'carter', false],
  ['carterson', 'carter', false],
  ['abz', 'caz', false],
  ['abz', 'bay', false],
  ['a', 'b', true],
  ['', 'a', true],
  ['', 'ab', false],
  ['', '', false],
])('one keystroke from %s to %s: %s', (a, b, expected) => {
  expect(isOneEdit(a, b)).toBe(expected)
  expect(isOneEdit(b, a)).toBe(expected)
})
