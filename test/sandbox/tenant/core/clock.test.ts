import { describe, expect, it } from 'vitest'
import { createClock } from '../../../../sandbox/tenant/core/clock.ts'

describe('a clock that is moved ahead', () => {
  it('does what falls due in order of time, each at its own time', async () => {
    const clock = createClock(() => 0)
    const seen: unknown[] = []
    clock.after(2_000, async () => void seen.push(['second', clock.now()]))
    clock.after(1_000, async () => void seen.push(['first', clock.now()]))

    await clock.advanceBy(5_000)

    expect(seen).toEqual([
      ['first', 1_000],
      ['second', 2_000],
    ])
    expect(clock.now()).toBe(5_000)
  })

  it('also does what the work on the way puts off, when that falls due too', async () => {
    const clock = createClock(() => 0)
    const seen: number[] = []
    const again = async (): Promise<void> => {
      seen.push(clock.now())
      clock.after(2_000, again)
    }
    clock.after(1_000, again)

    await clock.advanceBy(6_000)

    expect(seen).toEqual([1_000, 3_000, 5_000])
    expect(clock.waiting()).toBe(1)
    clock.stop()
  })

  it('adds up moves that are asked for at the same time', async () => {
    const clock = createClock(() => 0)

    await Promise.all([clock.advanceBy(1_000), clock.advanceBy(2_000)])

    expect(clock.now()).toBe(3_000)
  })
})
