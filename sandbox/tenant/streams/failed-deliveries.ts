import type { FailedDelivery } from './stream-records.ts'

// More than a stream can have before it is disabled; the oldest ones go first.
const keptPerStreamMax = 10_000

/** The events that did not arrive, by stream, in the order in which they were given up. */
export type FailedDeliveries = {
  readonly count: (streamId: string) => number
  readonly list: (streamId: string) => readonly FailedDelivery[]
  readonly find: (streamId: string, eventId: string) => FailedDelivery | undefined
  /** An event that fails again keeps its place. */
  readonly put: (failure: Omit<FailedDelivery, 'sequence'>) => void
  readonly remove: (streamId: string, eventId: string) => void
  readonly forget: (streamId: string) => void
}

/** Keeps a bounded number of failures per stream. */
export function createFailedDeliveries(): FailedDeliveries {
  const streams = new Map<string, Map<string, FailedDelivery>>()
  let sequence = 0
  return {
    count: (streamId) => streams.get(streamId)?.size ?? 0,
    list: (streamId) => [...(streams.get(streamId)?.values() ?? [])],
    find: (streamId, eventId) => streams.get(streamId)?.get(eventId),
    put: (failure) => {
      const held = streams.get(failure.event_stream_id) ?? new Map<string, FailedDelivery>()
      streams.set(failure.event_stream_id, held)
      const place = held.get(failure.id)?.sequence ?? ++sequence
      held.set(failure.id, { ...failure, sequence: place })
      const [oldest] = held.keys()
      if (held.size > keptPerStreamMax && oldest !== undefined) held.delete(oldest)
    },
    remove: (streamId, eventId) => void streams.get(streamId)?.delete(eventId),
    forget: (streamId) => void streams.delete(streamId),
  }
}
