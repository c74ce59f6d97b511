import { addNewest } from './drop-oldest.ts'
import type { DeliverySource, FaultKind } from './faults.ts'

/** One request that really left the tenant, or was lost on the way. No header, no body, no query: nothing secret. */
export type DeliveryEntry = {
  readonly atMs: number
  readonly source: DeliverySource
  /** Host and path. */
  readonly target: string
  /** 1 for the first try. */
  readonly attempt: number
  /** Null when there was no answer. */
  readonly status: number | null
  /** Why there was no answer; null when there was one. */
  readonly failure: string | null
  /** The delivery fault that was at work. */
  readonly fault: FaultKind | null
}

const keptEntriesMax = 5_000

/** The latest deliveries in the order in which they ended. */
export type DeliveryLog = {
  readonly entries: readonly DeliveryEntry[]
  readonly add: (entry: DeliveryEntry) => void
}

/** Keeps a bounded number of entries. */
export function createDeliveryLog(): DeliveryLog {
  const entries: DeliveryEntry[] = []
  return {
    entries,
    add: (entry) => addNewest(entries, entry, keptEntriesMax),
  }
}
