import { isoNow, type TenantContext } from '../tenant-context.ts'
import type { FailedDeliveries } from './failed-deliveries.ts'

/** Recorded failures at which a stream is disabled, and below which it may be enabled again (auth0-facts, section 2). */
export const failuresInTotalMax = 5_000

/** Counts the failures of each stream and disables the one that has too many, in a row or in total. */
export type FailureCount = {
  /** Called after the failure was recorded. */
  readonly add: (streamId: string) => void
  readonly reset: (streamId: string) => void
}

/** `failures` is where recorded failures are counted in total; those in a row are counted here. */
export function createFailureCount(
  deps: Pick<TenantContext, 'now' | 'state' | 'unknown'>,
  failures: FailedDeliveries,
): FailureCount {
  const inARow = new Map<string, number>()
  return {
    add: (streamId) => {
      const count = (inARow.get(streamId) ?? 0) + 1
      inARow.set(streamId, count)
      const isTooMany =
        count >= deps.unknown.failuresInARowMax || failures.count(streamId) >= failuresInTotalMax
      const stream = deps.state.eventStreams.get(streamId)
      if (stream?.status !== 'enabled' || !isTooMany) return
      deps.state.eventStreams.set(streamId, {
        ...stream,
        status: 'disabled',
        updated_at: isoNow(deps),
      })
    },
    reset: (streamId) => void inARow.delete(streamId),
  }
}
