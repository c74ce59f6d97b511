import { addNewest } from './drop-oldest.ts'
import type { FaultKind } from './faults.ts'

/** One answered request. Query values are left out, since a ticket in them would log somebody in. */
export type RequestEntry = {
  readonly atMs: number
  readonly method: string
  readonly path: string
  readonly queryNames: readonly string[]
  /** 0 when the connection was cut instead. */
  readonly status: number
  /** The fault on demand that happened to it. */
  readonly fault: FaultKind | null
  /** The application whose token was used; null for requests without one. */
  readonly clientId: string | null
  readonly userAgent: string | null
}

const keptEntriesMax = 20_000

/** The latest requests, oldest first. */
export type RequestLog = {
  readonly entries: readonly RequestEntry[]
  readonly add: (entry: RequestEntry) => void
}

/** Keeps a bounded number of entries and hands each to `listener` as it happens. */
export function createRequestLog(listener: (entry: RequestEntry) => void): RequestLog {
  const entries: RequestEntry[] = []
  return {
    entries,
    add: (entry) => {
      addNewest(entries, entry, keptEntriesMax)
      listener(entry)
    },
  }
}
