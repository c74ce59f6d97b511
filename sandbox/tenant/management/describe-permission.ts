import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { Permission } from '../tenant-state.ts'
import { resourceServerByIdentifier } from './resource-servers.ts'

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
