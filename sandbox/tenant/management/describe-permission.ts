import { z } from 'zod'
import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { Permission } from '../tenant-state.ts'
import { resourceServerByIdentifier } from './resource-servers.ts'

/** The body that gives or takes permissions. */
export const permissionsBody = z.strictObject({
  permissions: z
    .array(
      z.strictObject({
        permission_name: z.string().min(1),
        resource_server_identifier: z.string().min(1),
      }),
    )
    .min(1),
})
/** Whether two mean the same permission of the same API. */
export function isSamePermission(left: Permission, right: Permission): boolean {
  return (
    left.permission_name === right.permission_name &&
    left.resource_server_identifier === right.resource_server_identifier
  )
}

/** A permission with what its API says about it; refuses one the API does not define. */
export function describePermission(tenant: TenantContext, permission: Permission): object {
  const { permission_name, resource_server_identifier } = permission
  const server = resourceServerByIdentifier(tenant, resource_server_identifier)
  const scope = server?.scopes.find(({ value }) => value === permission_name)
  if (server === undefined || scope === undefined) {
    const message = `Permission ${permission_name} of ${resource_server_identifier} does not exist`
    throw refusal(404, message, 'inexistent_permission')
  }
  return {
    ...permission,
    resource_server_name: server.name,
    description: scope.description ?? permission_name,
  }
}
