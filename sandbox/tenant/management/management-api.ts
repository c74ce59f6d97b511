import { Hono } from 'hono'
import { createAllow, type TenantEnv } from '../core/access.ts'
import { refuseUnreadQuery } from '../core/read-request.ts'
import type { TenantContext } from '../tenant-context.ts'
import { actions, actionVersions } from './actions.ts'
import { attackProtection } from './attack-protection.ts'
import { clientGrants } from './client-grants.ts'
import { clients } from './clients.ts'
import { connectionClients, connections } from './connections.ts'
import { unusedResources } from './empty-lists.ts'
import { emailTemplates } from './email-templates.ts'
import { jobs } from './jobs.ts'
import { logs } from './logs.ts'
import { userChanges } from './patch-user.ts'
import { resourceServers } from './resource-servers.ts'
import { rolePermissions, roles, roleUsers } from './roles.ts'
import { tenantSettings } from './tenant-settings.ts'
import { tickets } from './tickets.ts'
import { actionModules, executions, triggers } from './triggers.ts'
import { userRoles } from './user-roles.ts'
import { users, usersByEmail } from './users.ts'

/** Management API v2: rate limits first, then the token and its scopes, then the endpoint. */
export function managementApi(tenant: TenantContext): Hono<TenantEnv> {
  const allow = createAllow(tenant)
  return new Hono<TenantEnv>()
    .use(tenant.rateLimits.middleware)
    .use(refuseUnreadQuery)
    .route('/users', users(tenant, allow))
    .route('/users', userChanges(tenant, allow))
    .route('/users', userRoles(tenant, allow))
    .route('/users-by-email', usersByEmail(tenant, allow))
    .route('/roles', roles(tenant, allow))
    .route('/roles', rolePermissions(tenant, allow))
    .route('/roles', roleUsers(tenant, allow))
    .route('/clients', clients(tenant, allow))
    .route('/client-grants', clientGrants(tenant, allow))
    .route('/resource-servers', resourceServers(tenant, allow))
    .route('/connections', connections(tenant, allow))
    .route('/connections', connectionClients(tenant, allow))
    .route('/actions/actions', actions(tenant, allow))
    .route('/actions/actions', actionVersions(tenant, allow))
    .route('/actions/triggers', triggers(tenant, allow))
    .route('/actions/executions', executions(tenant, allow))
    .route('/actions/modules', actionModules(allow))
    .route('/tickets', tickets(tenant, allow))
    .route('/jobs', jobs(tenant, allow))
    .route('/logs', logs(tenant, allow))
    .route('/tenants', tenantSettings(tenant, allow))
    .route('/email-templates', emailTemplates(tenant, allow))
    .route('/attack-protection', attackProtection(tenant, allow))
    .route('/', unusedResources(allow))
}
