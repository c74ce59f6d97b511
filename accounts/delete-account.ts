import { CREATED_BY } from '../kernel/account-metadata.ts'
import { finishJob } from '../store/tables/account-jobs.ts'
import { markUndone, settleWrite } from '../store/tables/write-ledger.ts'
import { inTransaction } from '../store/transaction.ts'
import type { AccountDeps, JobEnd, Work } from './account-deps.ts'
import type { Auth0Account } from './auth0-accounts.ts'
import { bookWrite } from './book-write.ts'
import { endInReview } from './end-job.ts'
import { creationKey } from './obtain-account.ts'
import { recordDeletion } from './record-deletion.ts'
import { auth0UserOf } from './update-metadata.ts'

/**
 * Deletes the job's account, and only one that podlink made: any other ends in a question. A deleted account cannot be
 * brought back; its employee is without one afterwards, and the ledger holds its making for undone.
 * @throws PodlinkError of Auth0 and of the store; the job may be run again then.
 */
export async function deleteAccount(deps: AccountDeps, work: Work): Promise<JobEnd> {
  const auth0UserId = auth0UserOf(work)
  const writeKey = `delete:${auth0UserId}:${work.job.id}`
  const account = await deps.auth0.getUser(auth0UserId)
  if (account !== null && !isOurs(account)) {
    const candidates = [{ auth0_user_id: auth0UserId }]
    return endInReview(deps, work, { reason: 'not_made_by_podlink', candidates })
  }
  if (account !== null) {
    await bookWrite(deps, work, {
      operation: 'delete_user',
      writeKey,
      auth0UserId,
      before: { user_metadata: account.userMetadata, app_metadata: account.appMetadata },
      after: null,
      undo: null,
    })
    await deps.auth0.deleteUser(auth0UserId)
  }
  await inTransaction(deps.store, async (db) => {
    await recordDeletion(db, deps, work, { auth0UserId, reason: 'deleted_by_podlink' })
    await settleWrite(db, writeKey, { state: 'done', after: null, at: deps.now() })
    await markUndone(db, creationKey(auth0UserId))
    await finishJob(db, work.lease, { status: 'done', error: null, at: deps.now() })
  })
  return { status: 'done' }
}

function isOurs({ appMetadata }: Auth0Account): boolean {
  return (
    appMetadata['created_by'] === CREATED_BY && typeof appMetadata['podlink_job_id'] === 'string'
  )
}
