import { expect, test } from 'vitest'
import { shareInterval } from '../../../sync/match/wrong-share.ts'

test('the interval of a share is Wilson’s, also where nothing was wrong or nothing was counted', () => {
  const [low, high] = shareInterval(81, 263)
  expect(low).toBeCloseTo(0.2553, 4)
  expect(high).toBeCloseTo(0.3662, 4)
  expect(shareInterval(3000, 3000)[0]).toBeCloseTo(0.99872, 5)
  expect(shareInterval(0, 0)).toEqual([0, 1])
})
