import type { AccountDeps, Work } from './account-deps.ts'
import { assignRole } from './assign-role.ts'
import type { Auth0Account } from './auth0-accounts.ts'

/**
 * Sees to it that the account has the role of its employee; `unknown` when the tenant has no role of that name, which a
 * person must settle. Roles given for an earlier role code stay.
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
  await assignRole(deps, work, account, role)
  return 'held'
}
