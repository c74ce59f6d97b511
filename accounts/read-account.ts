import { z } from 'zod'
import { type AccountRead, readMoment } from '../kernel/account-read.ts'
import { PodlinkError } from '../kernel/errors.ts'
import { foldAddress } from '../kernel/fold-address.ts'
import { finishJob, reopenQuestion } from '../store/tables/account-jobs.ts'
import { inTransaction } from '../store/transaction.ts'
import type { AccountDeps, JobEnd, Work } from './account-deps.ts'
import type { Auth0Account, Auth0Accounts } from './auth0-accounts.ts'
import { closeFailure } from './end-job.ts'
import { recordDeletion } from './record-deletion.ts'
import { auth0UserOf } from './update-metadata.ts'

type ReadDeps = Pick<AccountDeps, 'store' | 'now' | 'recordReads'> & {
  readonly auth0: Pick<Auth0Accounts, 'getUser'>
}

const asked = z.object({ deleted_at: z.iso.datetime().optional() })

/**
 * Reads the account that a hint was about and records it as it is: its facts, or that it is gone. Who asks about it again
 * meanwhile gets a read of his own.
 * @throws PodlinkError of Auth0 and of the store; the job may be run again then.
 */
export async function readAccount(deps: ReadDeps, work: Work): Promise<JobEnd> {
  const auth0UserId = auth0UserOf(work)
  await inTransaction(deps.store, (db) => reopenQuestion(db, work.lease))
  const readAt = deps.now()
  const account = await deps.auth0.getUser(auth0UserId)
  if (account !== null) await deps.recordReads([toAccountRead(account, readAt)])
  await inTransaction(deps.store, async (db) => {
    if (account === null) {
      const gone = { auth0UserId, reason: 'not_in_auth0', noticedAt: readAt, ...deletedSince(work) }
      await recordDeletion(db, deps, work, gone)
    }
    await closeFailure(db, deps, work, 'reading_failed')
    await finishJob(db, work.lease, { status: 'done', error: null, at: deps.now() })
  })
  return { status: 'done' }
}

function deletedSince({ job }: Work): { readonly since?: Date } {
  const { deleted_at } = asked.parse(job.payload)
  return deleted_at === undefined ? {} : { since: new Date(deleted_at) }
}

/**
 * What the account shows to whoever records it; `askedAt` is when it was asked for.
 * @throws PodlinkError AUTH0_FAILED when Auth0 does not say when it was made or changed.
 */
export function toAccountRead(account: Auth0Account, askedAt: Date): AccountRead {
  const { id, email, isEmailVerified, isBlocked, name, createdAt, updatedAt, lastLogin } = account
  const [connection] = account.connections
  if (createdAt === null || updatedAt === null || connection === undefined) {
    throw new PodlinkError('AUTH0_FAILED', 'Auth0 answered with a user that lacks its dates.', {
      fix: 'Check that AUTH0_DOMAIN names the tenant itself and no proxy changes its answers.',
    })
  }
  return {
    userId: id,
    email: email === null ? null : foldAddress(email),
    isEmailVerified,
    isBlocked,
    name,
    connection,
    createdAt,
    updatedAt,
    lastLogin,
    readAt: readMoment(askedAt, { updatedAt, lastLogin }),
  }
}
