import type { Context } from 'hono'
import type { TenantEnv } from '../core/access.ts'
import type { TenantContext } from '../tenant-context.ts'

/** Notes a Management API write in the tenant log (`sapi`), by its operation, without its body. */
export function auditApiCall(
  tenant: TenantContext,
  context: Context<TenantEnv>,
  description: string,
  userId?: string,
): void {
  const { clientId } = context.get('caller')
  tenant.log.record('sapi', {
    description,
    client_id: clientId,
    client_name: tenant.state.clients.get(clientId)?.name ?? '',
    user_id: userId,
    ip: '127.0.0.1',
    user_agent: context.req.header('user-agent'),
    details: { request: { method: context.req.method.toLowerCase(), path: context.req.path } },
  })
}
