import { describe, expect, it } from 'vitest'
import { toDurationMs } from '../../cli/duration.ts'

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['2s', 2_000],
    ['1.5h', 5_400_000],
    ['3d', 259_200_000],
    ['0s', 0],
  ])('%s is %d milliseconds', (text, ms) => {
    expect(toDurationMs(text)).toBe(ms)
  })

  it.each(['', '2', 's', '-2s', '2 s', '2w', '1e3s'])('%j is refused', (text) => {
    expect(() => toDurationMs(text)).toThrow('500ms')
  })
})
