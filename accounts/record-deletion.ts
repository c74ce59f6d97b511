import type { Auth0UserId } from '../kernel/ids.ts'
import type { StoreTransaction } from '../store/open-store.ts'
import {
  type Auth0User,
  insertAuth0User,
  lockAuth0User,
  unknownUser,
  updateAuth0User,
} from '../store/tables/auth0-user-mapping.ts'
import { findEmployeesByAuth0User, setEmployeeAuth0UserId } from '../store/tables/employees.ts'
import { appendAudit } from '../store/tables/mapping-audit.ts'
import type { AccountDeps, Work } from './account-deps.ts'

export type Gone = {
  readonly auth0UserId: Auth0UserId
  /** A short code. */
  readonly reason: string
  /** When Auth0 is said to have deleted it. */
  readonly since?: Date
  /** When the request was sent that did not find it; now when absent. */
  readonly noticedAt?: Date
}

/**
 * Stores, in the caller's transaction, that Auth0 has no such user: the mapping becomes a tombstone that holds the moment
 * and nothing else of the person, and employees whose row names the account are without one again. A user nobody knew gets
 * one too, so that what is still on its way about him does not bring him to life. Does nothing when all of it is known.
 */
export async function recordDeletion(
  db: StoreTransaction,
  deps: Pick<AccountDeps, 'store' | 'now'>,
  { job }: Pick<Work, 'job'>,
  gone: Gone,
): Promise<void> {
  const { auth0UserId, reason } = gone
  const { columns } = deps.store
  const at = deps.now()
  const stored = await lockAuth0User(db, auth0UserId)
  const tombstone = tombstoneOf(stored, gone, gone.noticedAt ?? at)
  if (tombstone !== null) {
    if (stored === null) await insertAuth0User(db, tombstone)
    else await updateAuth0User(db, tombstone)
  }
  const named = await findEmployeesByAuth0User(db, columns, auth0UserId)
  for (const { id } of named) {
    const change = { employeeId: id, auth0UserId: null, expected: auth0UserId }
    await setEmployeeAuth0UserId(db, columns, change)
  }
  if (tombstone === null && named.length === 0) return
  await appendAudit(db, [
    {
      action: 'account_deleted',
      actor: 'worker',
      reason,
      at,
      employeeId: stored?.employeeId ?? named[0]?.id ?? job.employeeId,
      auth0UserId,
      productivityEmail: stored?.email ?? null,
      jobId: job.id,
      runId: job.runId,
      before: {
        status: stored?.status ?? null,
        employee_id: stored?.employeeId ?? null,
        deleted_at: stored?.deletedAt?.toISOString() ?? null,
      },
      after: {
        status: 'deleted',
        employee_id: null,
        deleted_at: (tombstone ?? stored)?.deletedAt?.toISOString() ?? null,
      },
      evidence: { employees_cleared: named.map(({ id }) => id) },
    },
  ])
}

/**
 * Null when there is nothing new. Of stated moments the latest stands, since an id can have several lives, and any of them
 * stands over the moment at which podlink noticed. A stated one is the newest fact of the account, so it is its `profileAt`.
 */
function tombstoneOf(
  stored: Auth0User | null,
  { auth0UserId, since }: Gone,
  noticedAt: Date,
): Auth0User | null {
  const known = stored ?? unknownUser(auth0UserId)
  // What is said of a former life says nothing of the end of this one.
  const isOfThisLife = since !== undefined && (known.createdAt === null || since > known.createdAt)
  const stated = isOfThisLife ? since : null
  const isStated = known.status === 'deleted' && known.profileAt !== null
  if (known.status === 'deleted' && stated === null) return null
  if (isStated && stated !== null && known.deletedAt !== null && known.deletedAt >= stated) {
    return null
  }
  return {
    ...unknownUser(auth0UserId),
    podlinkRev: known.podlinkRev,
    status: 'deleted',
    deletedAt: stated ?? noticedAt,
    profileAt: stated,
  }
}
