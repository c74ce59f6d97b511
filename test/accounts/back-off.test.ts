import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backOffMs, DEFAULT_RETRY } from '../../accounts/back-off.ts'

describe('the wait before the next attempt', () => {
  it('doubles with each attempt up to its bound', () => {
    const waits = Array.from({ length: 13 }, (_, index) => backOffMs(DEFAULT_RETRY, index + 1, 0.5))

    expect(waits).toEqual([
      2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 512_000, 1_024_000, 2_048_000,
      3_600_000, 3_600_000,
    ])
  })

  it('is spread, never by more than a quarter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 43 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, random) => {
          const middle = backOffMs(DEFAULT_RETRY, attempts, 0.5) ?? 0
          const wait = backOffMs(DEFAULT_RETRY, attempts, random) ?? 0
          expect(Math.abs(wait - middle)).toBeLessThanOrEqual(middle / 4 + 1)
        },
      ),
    )
  })

  it.each([0, 0.5, 0.999])(
    'ends with the attempts, which reach over a day and less than two (spread %d)',
    (random) => {
      const waits: number[] = []
      for (let attempts = 1; ; attempts += 1) {
        const wait = backOffMs(DEFAULT_RETRY, attempts, random)
        if (wait === null) break
        waits.push(wait)
      }
      const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3_600_000

      expect(waits).toHaveLength(DEFAULT_RETRY.attemptsMax - 1)
      expect(hours).toBeGreaterThanOrEqual(24)
      expect(hours).toBeLessThanOrEqual(42)
    },
  )
})
