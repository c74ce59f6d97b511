import type { Auth0Account } from '../../accounts/auth0-accounts.ts'
import { readAccount, toAccountRead } from '../../accounts/read-account.ts'
import type { Auth0UserId, JobId } from '../../kernel/ids.ts'
import { enqueueReads } from '../../store/enqueue-reads.ts'
import { claimJobs, finishJob } from '../../store/tables/account-jobs.ts'
import { findAuth0Users } from '../../store/tables/auth0-user-mapping.ts'
import { inTransaction, reading } from '../../store/transaction.ts'
import { recordLogs } from '../../webhook/record-logs.ts'
import { recordReads } from '../../webhook/record-read.ts'
import type { ReceiverDeps } from '../../webhook/receiver-deps.ts'

/** One account of a made-up tenant. */
type TenantAccount = {
  readonly id: string
  readonly isGone: boolean
  readonly email: string
  readonly isVerified: boolean
  readonly connection: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly lastLogin: string | null
}

/** Catches up with a made-up tenant as the command does: its accounts, its log, and a read of each account that is missing. */
export async function catchUpWith(
  deps: ReceiverDeps,
  tenant: { readonly logs: readonly unknown[]; readonly accounts: readonly TenantAccount[] },
): Promise<void> {
  const readAt = deps.now()
  const alive = new Map(
    tenant.accounts.filter(({ isGone }) => !isGone).map((one) => [one.id, toAuth0Account(one)]),
  )
  const recordRead = recordReads(deps)
  await recordRead([...alive.values()].map((account) => toAccountRead(account, readAt)))
  await recordLogs(deps, 'catch_up')(tenant.logs)
  await askAboutMissing(deps, tenant.accounts)
  await readAll(deps, (id) => alive.get(id) ?? null)
}

async function askAboutMissing(deps: ReceiverDeps, accounts: readonly TenantAccount[]) {
  const ids = accounts.filter(({ isGone }) => isGone).map(({ id }) => id as Auth0UserId)
  const known = await reading(deps.store, (db) => findAuth0Users(db, ids))
  const missing = known.filter(({ status }) => status !== 'deleted')
  const questions = missing.map(({ auth0UserId }) => ({
    jobId: deps.newId() as JobId,
    userId: auth0UserId,
  }))
  if (questions.length === 0) return
  await inTransaction(deps.store, (db) => enqueueReads(db, questions, deps.now()))
}

/** Carries out the reads that wait, and drops the other jobs, so that those of thousands of histories never pile up. */
async function readAll(deps: ReceiverDeps, find: (id: string) => Auth0Account | null) {
  const token = deps.newId()
  const claim = { token, limit: 1_000, leaseMs: 60_000 }
  const jobs = await inTransaction(deps.store, (db) => claimJobs(db, claim))
  for (const job of jobs) {
    const work = { job, lease: { jobId: job.id, token } }
    if (job.kind !== 'read_account') {
      const end = { status: 'cancelled', error: null, at: deps.now() } as const
      await inTransaction(deps.store, (db) => finishJob(db, work.lease, end))
      continue
    }
    await readAccount(
      { ...deps, recordReads: recordReads(deps), auth0: { getUser: async (id) => find(id) } },
      work,
    )
  }
}

function toAuth0Account(one: TenantAccount): Auth0Account {
  return {
    id: one.id as Auth0UserId,
    email: one.email,
    isEmailVerified: one.isVerified,
    isBlocked: false,
    name: 'Somebody',
    createdAt: new Date(one.createdAt),
    updatedAt: new Date(one.updatedAt),
    lastLogin: one.lastLogin === null ? null : new Date(one.lastLogin),
    connections: [one.connection],
    userMetadata: {},
    appMetadata: {},
    profileBytes: 0,
  }
}
