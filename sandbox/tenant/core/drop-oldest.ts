/**
 * How many entries the tenant keeps of anything that a run makes without end: a bound on memory, far above what people
 * at one tenant hold at the same time.
 */
export const keptEntriesMax = 100_000

/** Keeps the newest `keptMax` entries; called after each write, so that a map never grows beyond. */
export function dropOldest(entries: Map<string, unknown>, keptMax = keptEntriesMax): void {
  for (const key of entries.keys()) {
    if (entries.size <= keptMax) return
    entries.delete(key)
  }
}

/** Adds an entry to the newest `keptMax` ones. */
export function addNewest<Entry>(entries: Entry[], entry: Entry, keptMax: number): void {
  entries.push(entry)
  if (entries.length > keptMax) entries.shift()
}

/** Forgets what has expired; entries must have been added in order of expiry. */
export function dropExpired(
  entries: Iterable<readonly [string, { readonly expiresAtMs: number }]> & {
    readonly delete: (key: string) => boolean
  },
  nowMs: number,
): void {
  for (const [key, { expiresAtMs }] of entries) {
    if (expiresAtMs > nowMs) return
    entries.delete(key)
  }
}
