import type { DeliverySource } from './faults.ts'

/** One request the tenant sent to the outside, and how it ended. */
export type DeliveryEntry = {
  readonly atMs: number
  readonly source: DeliverySource
  /** Address without its query. */
  readonly target: string
  /** Null when nobody answered. */
  readonly status: number | null
  /** Why nobody answered; null when somebody did. */
  readonly failure: string | null
  /** 1 for the first try. */
  readonly attempt: number
}

const keptEntriesMax = 5_000

/** The latest deliveries, oldest first. */
export type DeliveryLog = {
  readonly entries: readonly DeliveryEntry[]
  readonly add: (entry: DeliveryEntry) => void
}

/** Keeps a bounded number of entries. */
export function createDeliveryLog(): DeliveryLog {
  const entries: DeliveryEntry[] = []
  return {
    entries,
    add: (entry) => {
      entries.push(entry)
      if (entries.length > keptEntriesMax) entries.shift()
    },
  }
}
