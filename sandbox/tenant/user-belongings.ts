import type { TenantState } from './tenant-state.ts'

/**
 * Drops what belongs to an account along with it, whoever deletes it, so that a later account of the same id inherits
 * nothing; and ends its sessions when its password changes, whoever changes it. Refresh tokens outlive a new password
 * (Auth0 support, "Revoke Refresh Tokens when a User Changes or Reset Password").
 */
export function watchBelongings(state: TenantState): void {
  const { users, userRoles, userPermissions, tickets, refreshTokens, opaqueTokens, logins } = state
  const held = [tickets, refreshTokens, opaqueTokens, logins.sessions, logins.codes]
  users.onChange(({ before, after }) => {
    if (before === undefined) return
    const { user_id } = before
    if (after === undefined) {
      userRoles.delete(user_id)
      userPermissions.delete(user_id)
      for (const records of held) records.dropOf(user_id)
    } else if (after.passwordHash !== before.passwordHash) {
      logins.sessions.dropOf(user_id)
    }
  })
}
