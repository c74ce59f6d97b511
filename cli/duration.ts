import { InvalidArgumentError } from 'commander'

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** `500ms`, `2s`, `1.5h` as whole milliseconds. @throws InvalidArgumentError for anything else. */
export function toDurationMs(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  const ms = Math.round(Number(number) * (UNITS[unit] ?? Number.NaN))
  if (!Number.isSafeInteger(ms)) {
    throw new InvalidArgumentError('Write a number with ms, s, m, h or d, such as 500ms or 2h.')
  }
  return ms
}
