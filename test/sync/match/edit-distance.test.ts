import { expect, test } from 'vitest'
import { isOneEdit, isWithinEdits } from '../../../sync/match/edit-distance.ts'

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

test.each([
  ['carter', 'carter', 0, true],
  ['carter', 'charters', 2, true],
  ['carter', 'charters', 1, false],
  ['carter', 'charterson', 2, false],
  ['karder', 'carter', 2, true],
  ['karder', 'carter', 1, false],
  ['a'.repeat(319), `${'a'.repeat(319)}b`, 1, true],
  ['a'.repeat(320), `${'a'.repeat(320)}b`, 1, false],
])('%s and %s within %s edits: %s', (a, b, editsMax, expected) => {
  expect(isWithinEdits(a, b, editsMax)).toBe(expected)
  expect(isWithinEdits(b, a, editsMax)).toBe(expected)
})
