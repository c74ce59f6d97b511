/** A stretch of time, both ends included, in milliseconds since 1970. */
export type Period = { readonly startMs: number; readonly endMs: number }

const pattern =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/

function startOf(parts: readonly (string | undefined)[]): number | null {
  const [year = '', month = '01', day = '01', hour = '00', minute = '00', ...rest] = parts
  const [second = '00', fraction = '0', zone = 'Z'] = rest
  const date = `${year}-${month}-${day}`
  const startMs = Date.parse(
    `${date}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0')}${zone}`,
  )
  // `Date.parse` lets 30 February roll over into March.
  const isDate = new Date(`${date}T00:00:00Z`).getTime()
  if (Number.isNaN(startMs) || Number.isNaN(isDate)) return null
  return new Date(isDate).toISOString().startsWith(date) ? startMs : null
}

function lengthMs(startMs: number, parts: readonly (string | undefined)[]): number {
  const [, month, day, hour, , second, fraction] = parts
  if (fraction !== undefined) return 1
  if (second !== undefined) return 1_000
  if (hour !== undefined) return 60_000
  if (day !== undefined) return 86_400_000
  const next = new Date(startMs)
  if (month === undefined) next.setUTCFullYear(next.getUTCFullYear() + 1)
  else next.setUTCMonth(next.getUTCMonth() + 1)
  return next.getTime() - startMs
}

/**
 * What a date in a query stands for: the whole year, month, day, minute or second that it names, in UTC unless it has
 * a zone of its own; null when it is no date. Auth0's own examples: `{2017-11 TO 2017-12]` is all of December.
 */
export function datePeriod(text: string): Period | null {
  const match = pattern.exec(text)
  if (match === null) return null
  const parts = match.slice(1)
  const startMs = startOf(parts)
  return startMs === null ? null : { startMs, endMs: startMs + lengthMs(startMs, parts) - 1 }
}
