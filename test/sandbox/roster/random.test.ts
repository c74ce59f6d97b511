import { array, assert, integer, property } from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../../sandbox/roster/random.ts'

test('whole numbers stay within both bounds and reach them', () => {
  const random = createRandom(11)
  const seen = new Set(Array.from({ length: 500 }, () => random.integer(3, 6)))

  expect([...seen].sort((a, b) => a - b)).toEqual([3, 4, 5, 6])
})

test('a shuffle loses nothing and repeats nothing, whatever the seed', () => {
  assert(
    property(integer(), array(integer()), (seed, items) => {
      const shuffled = createRandom(seed).shuffle(items)
      expect([...shuffled].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b))
    }),
  )
})

test('a weighted pick never takes a key of weight zero and takes keys in proportion', () => {
  const random = createRandom(5)
  const picks = Array.from({ length: 4000 }, () => random.pickWeighted({ a: 3, b: 0, c: 1 }))

  expect(picks).not.toContain('b')
  expect(picks.filter((key) => key === 'a').length / 4000).toBeCloseTo(0.75, 1)
})

test('refuses to pick from nothing', () => {
  expect(() => createRandom(1).pick([])).toThrow(TypeError)
})
