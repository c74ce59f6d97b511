import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backOffMs, DEFAULT_RETRY } from '../../accounts/back-off.ts'

describe('the wait before the next attempt', () => {
  it('doubles with each attempt up to its bound', () => {
    const waits = Array.from({ length: 11 }, (_, index) =>
      backOffMs(DEFAULT_RETRY, { attempts: index + 1, ageMs: 0 }, 0.5),
    )

    expect(waits).toEqual([
      2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 512_000, 1_024_000, 1_800_000,
    ])
  })

  it('is spread, never by more than a quarter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 11 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, random) => {
          const middle = backOffMs(DEFAULT_RETRY, { attempts, ageMs: 0 }, 0.5) ?? 0
          const wait = backOffMs(DEFAULT_RETRY, { attempts, ageMs: 0 }, random) ?? 0
          expect(Math.abs(wait - middle)).toBeLessThanOrEqual(middle / 4 + 1)
        },
      ),
    )
  })

  it('ends with the attempts, or with the time', () => {
    expect(backOffMs(DEFAULT_RETRY, { attempts: 12, ageMs: 0 }, 0)).toBeNull()
    expect(backOffMs(DEFAULT_RETRY, { attempts: 1, ageMs: 24 * 3_600_000 }, 0)).toBeNull()
  })
})
