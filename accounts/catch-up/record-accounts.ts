import type { AccountRead } from '../../kernel/account-read.ts'
import type { Auth0UserId } from '../../kernel/ids.ts'
import { inBatches } from '../../store/batches.ts'
import { isPassing } from '../../store/store-errors.ts'
import type { WalkDeps } from './catch-up-deps.ts'

/**
 * Records accounts in the order in which Auth0 made them: of two that may claim an employee the first comes first, as it
 * did. `refused` are those that could not be recorded for a reason of their own; they hold up nobody.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_CONFLICT
 */
export async function recordAccounts(
  deps: WalkDeps,
  reads: readonly AccountRead[],
): Promise<{ readonly recorded: number; readonly refused: readonly Auth0UserId[] }> {
  const refused: Auth0UserId[] = []
  let recorded = 0
  let done = 0
  const record = async (some: readonly AccountRead[]): Promise<void> => {
    try {
      recorded += (await deps.recordReads(some)).recorded
    } catch (error) {
      if (isPassing(error)) throw error
      if (some.length > 1) for (const read of some) await record([read])
      else refused.push(...some.map(({ userId }) => userId))
    }
  }
  const ordered = reads.toSorted(
    (one, other) =>
      one.createdAt.getTime() - other.createdAt.getTime() || (one.userId < other.userId ? -1 : 1),
  )
  deps.onStage({ stage: 'accounts', done, total: reads.length })
  await inBatches(ordered, async (batch) => {
    deps.signal.throwIfAborted()
    await record(batch)
    done += batch.length
    deps.onStage({ stage: 'accounts', done, total: reads.length })
  })
  return { recorded, refused }
}
