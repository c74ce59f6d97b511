import { Hono } from 'hono'
import { createAllow, type TenantEnv } from '../core/access.ts'
import { refuseUnreadQuery } from '../core/read-request.ts'
import type { TenantContext } from '../tenant-context.ts'
import { actionVersions } from './action-versions.ts'
import { actions } from './actions.ts'
import { attackProtection } from './attack-protection.ts'
import { clientGrants } from './client-grants.ts'
import { clients } from './clients.ts'
import { connectionClients, connections } from './connections.ts'
import { unusedResources } from './empty-lists.ts'
import { emailTemplates } from './email-templates.ts'
import { eventDeliveries, eventStreamTests } from './event-deliveries.ts'
import { eventStreams } from './event-streams.ts'
import { executions } from './executions.ts'
import { jobs } from './jobs.ts'
import { userSearch } from './list-users.ts'
import { logs, userLogs } from './logs.ts'
import { logStreams } from './log-streams.ts'
import { userChanges } from './patch-user.ts'
import { resourceServers } from './resource-servers.ts'
import { rolePermissions, roles, roleUsers } from './roles.ts'
import { tenantSettings } from './tenant-settings.ts'
import { tickets } from './tickets.ts'
import { actionModules, triggers } from './triggers.ts'
import { userPermissions } from './user-permissions.ts'
import { userRoles } from './user-roles.ts'
import { users, usersByEmail } from './users.ts'

/** Management API v2: rate limits first, then the token and its scopes, then the endpoint. */
export function managementApi(tenant: TenantContext): Hono<TenantEnv> {
  const allow = createAllow(tenant)
  return new Hono<TenantEnv>()
    .use(tenant.rateLimits.middleware)
    .use(refuseUnreadQuery)
    .route('/users', userSearch(tenant, allow))
    .route('/users', users(tenant, allow))
    .route('/users', userChanges(tenant, allow))
    .route('/users', userRoles(tenant, allow))
    .route('/users', userPermissions(tenant, allow))
    .route('/users', userLogs(tenant, allow))
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
    .route('/log-streams', logStreams(tenant, allow))
    .route('/event-streams', eventStreams(tenant, allow))
    .route('/event-streams', eventDeliveries(tenant, allow))
    .route('/event-streams', eventStreamTests(tenant, allow))
    .route('/tenants', tenantSettings(tenant, allow))
    .route('/email-templates', emailTemplates(tenant, allow))
    .route('/attack-protection', attackProtection(tenant, allow))
    .route('/', unusedResources(allow))
}
