import { afterEach, describe, expect, it, vi } from 'vitest'
import { createClock } from '../../../../sandbox/tenant/core/clock.ts'

const start = Date.UTC(2026, 0, 1)

function standingClock() {
  const clock = createClock(() => start)
  const done: [name: string, afterMs: number][] = []
  const note = (name: string) => async () => void done.push([name, clock.now() - start])
  return { clock, done, note }
}

afterEach(() => {
  vi.useRealTimers()
})

describe('the settable clock', () => {
  it('does what falls due in order of time, each at its own moment', async () => {
    const { clock, done, note } = standingClock()
    clock.after(300, note('late'))
    clock.after(100, note('early'))
    clock.after(100, note('early too'))
    clock.after(1_001, note('too late'))

    await clock.advanceBy(1_000)

    expect(done).toEqual([
      ['early', 100],
      ['early too', 100],
      ['late', 300],
    ])
    expect([clock.now() - start, clock.waiting()]).toEqual([1_000, 1])
  })

  it('also does what is put off while it moves', async () => {
    const { clock, done, note } = standingClock()
    const everyMinute = async (): Promise<void> => {
      await note('minute')()
      clock.after(60_000, everyMinute)
    }
    clock.after(60_000, everyMinute)

    await clock.advanceBy(3_600_000)

    expect(done).toHaveLength(60)
    expect(done.at(-1)).toEqual(['minute', 3_600_000])
  })

  it('waits for work that takes real time before it moves on', async () => {
    const { clock, done, note } = standingClock()
    clock.after(10, async () => {
      await new Promise((resolve) => setImmediate(resolve))
      await note('first')()
    })
    clock.after(20, note('second'))

    await clock.advanceBy(20)

    expect(done).toEqual([
      ['first', 10],
      ['second', 20],
    ])
  })

  it('is not held up by work that waits for the clock, and finishes it when its time comes', async () => {
    const { clock, done, note } = standingClock()
    clock.after(10, async () => {
      await clock.wait(500)
      await new Promise((resolve) => setImmediate(resolve))
      await note('first')()
    })
    clock.after(20, note('second'))

    await clock.advanceBy(100)
    expect(done).toEqual([['second', 20]])

    await clock.advanceBy(1_000)
    expect(done.at(-1)).toEqual(['first', 510])
  })

  it('adds up moves that are asked for at the same time', async () => {
    const clock = createClock(() => 0)

    await Promise.all([clock.advanceBy(1_000), clock.advanceBy(2_000)])

    expect(clock.now()).toBe(3_000)
  })

  it('does not go back', async () => {
    const { clock } = standingClock()

    await expect(clock.advanceBy(-1)).rejects.toBeInstanceOf(RangeError)
  })

  it('drops what waits when it is stopped, and says so to who waits for it', async () => {
    const { clock, done, note } = standingClock()
    clock.after(10, note('dropped'))
    const waiting = clock.wait(10)

    clock.stop()
    clock.after(10, note('too late'))
    await clock.advanceBy(100)

    expect([await waiting, done, clock.waiting()]).toEqual(['stopped', [], 0])
  })

  it('follows a base that runs, even when a timer comes a moment before its time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let now = start
    const clock = createClock(() => now)
    const done: number[] = []
    clock.after(1_000, async () => void done.push(clock.now() - start))

    now = start + 999
    await vi.advanceTimersByTimeAsync(1_000)
    expect(done).toEqual([])

    now = start + 1_004
    await vi.advanceTimersByTimeAsync(5)
    expect(done).toEqual([1_004])
  })

  it('can wait longer than a timer of Node can count', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { clock, done, note } = standingClock()
    const sixtyDaysMs = 60 * 86_400_000
    clock.after(sixtyDaysMs, note('later'))

    await vi.advanceTimersByTimeAsync(10_000)
    expect(done).toEqual([])

    await clock.advanceBy(sixtyDaysMs)
    expect(done).toEqual([['later', sixtyDaysMs]])
  })
})
