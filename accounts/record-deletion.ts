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

/**
 * Stores, in the caller's transaction, that Auth0 has no such user: the mapping becomes a tombstone that holds the moment
 * and nothing else of the person, and employees whose row names the account are without one again. Does nothing when that is known already. A user nobody knew gets a tombstone too
 * when it is said since when he is gone, so that what is still on its way about him does not bring him to life. Of two
 * moments the earlier one stands. `reason` is a short code.
 */
export async function recordDeletion(
  db: StoreTransaction,
  deps: Pick<AccountDeps, 'store' | 'now'>,
  { job }: Pick<Work, 'job'>,
  gone: { readonly auth0UserId: Auth0UserId; readonly reason: string; readonly since?: Date },
): Promise<void> {
  const { auth0UserId, reason } = gone
  const { columns } = deps.store
  const at = deps.now()
  const stored = await lockAuth0User(db, auth0UserId)
  const tombstone = tombstoneOf(stored, gone, at)
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

/** Null when there is nothing to store: it is known, or nobody knew him and nobody says since when he is gone. */
function tombstoneOf(
  stored: Auth0User | null,
  { auth0UserId, since }: { readonly auth0UserId: Auth0UserId; readonly since?: Date },
  at: Date,
): Auth0User | null {
  if (stored === null && since === undefined) return null
  const known = stored ?? unknownUser(auth0UserId)
  // What is said of a former life says nothing of the end of this one.
  const isOfThisLife = since !== undefined && (known.createdAt === null || since > known.createdAt)
  const deletedAt = isOfThisLife ? since : at
  if (known.status === 'deleted' && known.deletedAt !== null && known.deletedAt <= deletedAt) {
    return null
  }
  return { ...unknownUser(auth0UserId), podlinkRev: known.podlinkRev, status: 'deleted', deletedAt }
}
