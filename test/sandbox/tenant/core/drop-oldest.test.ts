import { describe, expect, it } from 'vitest'
import { dropExpired, dropOldest } from '../../../../sandbox/tenant/core/drop-oldest.ts'

describe('what a run makes without end', () => {
  it('is kept up to a bound, the newest entries of it', () => {
    const entries = new Map([1, 2, 3, 4].map((number) => [String(number), number]))

    dropOldest(entries, 2)

    expect([...entries.values()]).toEqual([3, 4])
  })

  it('is forgotten from the moment at which it expires', () => {
    const entries = new Map(
      [10, 20, 30].map((expiresAtMs) => [`at ${expiresAtMs}`, { expiresAtMs }]),
    )

    dropExpired(entries, 20)

    expect([...entries.keys()]).toEqual(['at 30'])
  })
})
