import type { HeldRun } from '../../store/held-run.ts'
import { checkLease } from '../../store/tables/leases.ts'
import { putSetting } from '../../store/tables/settings.ts'
import { inTransaction } from '../../store/transaction.ts'
import type { WalkDeps } from './catch-up-deps.ts'
import type { LogStart } from './catch-up-outcome.ts'
import type { Start } from './find-start.ts'

export type LogCounts = {
  readonly read: number
  readonly recorded: number
  readonly skipped: number
  readonly kept: number
}

/** A million entries; the next run goes on after them. */
const PAGES_MAX = 10_000

/**
 * Records the tenant's log from `start` to its end. The place to go on from moves with every page, once the page is
 * recorded: killed at any moment, the next run reads that page again, and entries read twice change nothing.
 * `accountsReadAt` is when all accounts were read before, null when they were not.
 * @throws PodlinkError of Auth0 and of the store.
 */
export async function walkLogs(
  deps: WalkDeps,
  run: HeldRun,
  { start, accountsReadAt }: { readonly start: Start; readonly accountsReadAt: Date | null },
): Promise<{ readonly counts: LogCounts; readonly logStart: LogStart }> {
  const counts = { read: 0, recorded: 0, skipped: 0, kept: 0 }
  if (start.checkpoint === null) return { counts, logStart: start.kind }
  deps.signal.throwIfAborted()
  let checkpoint = start.checkpoint
  const known = accountsReadAt === null ? undefined : { accountsReadAt }
  if (start.kind !== 'stored') await moveCheckpoint(deps, run, checkpoint)
  deps.onStage({ stage: 'logs', done: 0, total: null })
  for (let page = 0; page < PAGES_MAX; page += 1) {
    deps.signal.throwIfAborted()
    const found = await deps.auth0.listLogsAfter(checkpoint)
    if (found.kind === 'unknown') {
      const newest = await deps.auth0.findNewestLog()
      if (newest !== null) await moveCheckpoint(deps, run, newest)
      return { counts, logStart: 'lost' }
    }
    if (found.last === null) break
    const { recorded, skipped, kept } = await deps.recordLogs(found.entries, known)
    checkpoint = found.last
    await moveCheckpoint(deps, run, checkpoint)
    counts.read += found.entries.length
    counts.recorded += recorded
    counts.skipped += skipped
    counts.kept += kept
    deps.onStage({ stage: 'logs', done: counts.read, total: null })
  }
  return { counts, logStart: start.kind }
}

async function moveCheckpoint(deps: WalkDeps, run: HeldRun, value: string): Promise<void> {
  await inTransaction(deps.store, async (db) => {
    await checkLease(db, run.lease)
    const setting = { name: 'log_checkpoint' as const, value, changedBy: 'catch-up' }
    await putSetting(db, { ...setting, at: deps.now() })
  })
}
