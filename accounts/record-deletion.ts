import type { Auth0UserId } from '../kernel/ids.ts'
import type { StoreTransaction } from '../store/open-store.ts'
import {
  insertAuth0User,
  lockAuth0User,
  unknownUser,
  updateAuth0User,
} from '../store/tables/auth0-user-mapping.ts'
import { findEmployeesByAuth0User, setEmployeeAuth0UserId } from '../store/tables/employees.ts'
import { appendAudit } from '../store/tables/mapping-audit.ts'
import type { AccountDeps, Work } from './account-deps.ts'

/**
 * Stores, in the caller's transaction, that Auth0 has no such user: the mapping becomes a tombstone, and employees whose row
 * names the account are without one again. Does nothing when that is known already. A user nobody knew gets a tombstone too
 * when it is said since when he is gone, so that what is still on its way about him does not bring him to life. `reason` is
 * a short code.
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
  if (stored !== null && stored.status !== 'deleted') {
    const tombstone = { status: 'deleted' as const, employeeId: null, deletedAt: gone.since ?? at }
    await updateAuth0User(db, { ...stored, ...tombstone, metadataWanted: null })
  } else if (stored === null && gone.since !== undefined) {
    const tombstone = { status: 'deleted' as const, deletedAt: gone.since }
    await insertAuth0User(db, { ...unknownUser(auth0UserId), ...tombstone })
  }
  const named = await findEmployeesByAuth0User(db, columns, auth0UserId)
  for (const { id } of named) {
    const change = { employeeId: id, auth0UserId: null, expected: auth0UserId }
    await setEmployeeAuth0UserId(db, columns, change)
  }
  const isKnown = (stored === null || stored.status === 'deleted') && named.length === 0
  if (isKnown) return
  await appendAudit(db, [
    {
      action: 'account_deleted',
      actor: 'worker',
      reason,
      at,
      employeeId: stored?.employeeId ?? named[0]?.id ?? job.employeeId,
      auth0UserId,
      jobId: job.id,
      runId: job.runId,
      before: { status: stored?.status ?? null, employee_id: stored?.employeeId ?? null },
      after: { status: 'deleted', employee_id: null },
      evidence: { employees_cleared: named.map(({ id }) => id) },
    },
  ])
}
