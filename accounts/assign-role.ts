import { PodlinkError } from '../kernel/errors.ts'
import { reading } from '../store/transaction.ts'
import { settleWrite } from '../store/tables/write-ledger.ts'
import type { AccountDeps, Work } from './account-deps.ts'
import type { Auth0Account, Auth0Role } from './auth0-accounts.ts'
import { bookWrite } from './book-write.ts'

/** The ledger's key for giving this role to this account. */
export function roleKey(accountId: Auth0Account['id'], role: Auth0Role): string {
  return `role:${accountId}:${role.id}`
}

/**
 * Gives the account the role and books it in the ledger, before and after. Giving it a second time changes nothing.
 * @throws PodlinkError AUTH0_UNREACHABLE when Auth0 does not know the account or the role any more
 */
export async function assignRole(
  deps: AccountDeps,
  work: Work,
  account: Auth0Account,
  role: Auth0Role,
): Promise<void> {
  const writeKey = roleKey(account.id, role)
  const after = { roles: [role.id] }
  await bookWrite(deps, work, {
    operation: 'assign_roles',
    writeKey,
    auth0UserId: account.id,
    before: null,
    after,
    undo: { kind: 'remove_roles', roles: [role.id] },
  })
  const outcome = await deps.auth0.assignRoles(account.id, [role.id])
  if (outcome === 'not_found') {
    throw new PodlinkError('AUTH0_UNREACHABLE', 'The account or its role vanished meanwhile.', {
      fix: 'Nothing to do: the job looks up both again.',
      isRetryable: true,
      details: { jobId: work.job.id },
    })
  }
  await reading(deps.store, (db) =>
    settleWrite(db, writeKey, { state: 'done', after, at: deps.now() }),
  )
}
