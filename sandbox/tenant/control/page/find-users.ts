import { rolesOf } from '../../management/held-roles.ts'
import type { TenantContext } from '../../tenant-context.ts'
import type { UserRecord } from '../../tenant-state.ts'

export type FoundUsers = {
  /** The newest accounts that match. */
  readonly users: readonly UserRecord[]
  readonly matching: number
}

function isMatch(tenant: TenantContext, user: UserRecord, words: readonly string[]): boolean {
  const { user_id, email = '', name = '', nickname = '', username = '' } = user
  const marks = [
    user.blocked === true ? 'blocked' : 'unblocked',
    user.email_verified ? 'verified' : 'unverified',
  ]
  const roles = rolesOf(tenant, user_id).map((role) => role.name)
  const text = [user_id, email, name, nickname, username, ...roles].join('\n').toLowerCase()
  return words.every((word) => marks.includes(word) || text.includes(word))
}

/**
 * Finds accounts by any part of id, address, names or roles, and by `blocked`, `verified` and `unverified`; every word
 * must be found. At most `usersMax` are returned, the newest first.
 */
export function findUsers(tenant: TenantContext, search: string, usersMax: number): FoundUsers {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const newestFirst = [...tenant.state.users.values()].reverse()
  const found =
    words.length === 0 ? newestFirst : newestFirst.filter((user) => isMatch(tenant, user, words))
  return { users: found.slice(0, usersMax), matching: found.length }
}

/** How many accounts there are, and of which kinds. */
export function countUsers(tenant: TenantContext) {
  const counts = { total: tenant.state.users.size, blocked: 0, unverified: 0 }
  for (const { blocked, email_verified } of tenant.state.users.values()) {
    if (blocked === true) counts.blocked += 1
    if (!email_verified) counts.unverified += 1
  }
  return counts
}
