import { findWrite } from '../store/tables/write-ledger.ts'
import { reading } from '../store/transaction.ts'
import type { AccountDeps, Work } from './account-deps.ts'
import { assignRole, roleKey } from './assign-role.ts'
import type { Auth0Account } from './auth0-accounts.ts'

/**
 * Gives the account the role of its employee unless the ledger says that it was given; `unknown` when the tenant has no
 * role of that name, which a person must settle. Roles given for an earlier role code stay.
 */
export async function ensureRole(
  deps: AccountDeps,
  work: Work,
  account: Auth0Account,
  roleCode: string | null,
): Promise<'held' | 'unknown'> {
  if (roleCode === null) return 'held'
  const role = await deps.roles.find(roleCode)
  if (role === null) return 'unknown'
  const booked = await reading(deps.store, (db) => findWrite(db, roleKey(account.id, role)))
  if (booked?.state !== 'done') await assignRole(deps, work, account, role)
  return 'held'
}
