import type { Auth0UserId, JobId } from '../../kernel/ids.ts'
import { inBatches } from '../../store/batches.ts'
import { enqueueReads } from '../../store/enqueue-reads.ts'
import type { HeldRun } from '../../store/held-run.ts'
import { checkLease } from '../../store/tables/leases.ts'
import { inTransaction } from '../../store/transaction.ts'
import type { WalkDeps } from './catch-up-deps.ts'

/** Has the worker read these accounts from Auth0, one by one. @throws PodlinkError of the store */
export async function askAboutAccounts(
  deps: WalkDeps,
  run: HeldRun,
  userIds: readonly Auth0UserId[],
): Promise<void> {
  deps.onStage({ stage: 'questions', done: 0, total: userIds.length })
  await inBatches(userIds, async (batch) => {
    deps.signal.throwIfAborted()
    const questions = batch.map((userId) => {
      return { userId, jobId: deps.newId() as JobId, runId: run.runId }
    })
    await inTransaction(deps.store, async (db) => {
      await checkLease(db, run.lease)
      await enqueueReads(db, questions, deps.now())
    })
  })
}
