import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { Permission, RoleRecord, UserRecord } from '../tenant-state.ts'

/** @throws 404 when nobody has this id. */
export function findUser(tenant: TenantContext, userId: string): UserRecord {
  const user = tenant.state.users.get(userId)
  if (user === undefined) throw refusal(404, 'The user does not exist.', 'inexistent_user')
  return user
}

/** Holding a role twice is holding it once. */
export function assignRole(tenant: TenantContext, userId: string, roleId: string): void {
  const held = tenant.state.userRoles.get(userId) ?? new Set<string>()
  tenant.state.userRoles.set(userId, new Set([...held, roleId]))
}

/** The roles a person holds, in the order they were given. */
export function rolesOf(tenant: TenantContext, userId: string): readonly RoleRecord[] {
  const held = tenant.state.userRoles.get(userId) ?? new Set<string>()
  return [...held].flatMap((id) => tenant.state.roles.get(id) ?? [])
}

/** What a person may do: through roles and directly; the same permission may come up several times. */
export function permissionsOf(tenant: TenantContext, userId: string): readonly Permission[] {
  const direct = tenant.state.userPermissions.get(userId) ?? []
  return [...rolesOf(tenant, userId).flatMap(({ permissions }) => permissions), ...direct]
}
