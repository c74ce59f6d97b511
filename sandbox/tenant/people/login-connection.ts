import { notModelled } from '../core/refusal.ts'
import { connectionByName } from '../management/connections.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord, ConnectionRecord } from '../tenant-state.ts'

function enabledFor(tenant: TenantContext, { client_id }: ClientRecord): ConnectionRecord[] {
  return [...tenant.state.connections.values()].filter(({ enabled_clients }) =>
    enabled_clients.includes(client_id),
  )
}

/**
 * The connection whose login page an application's people see: the asked one, or the tenant's default directory, or
 * the only one. Null when there is none for this application.
 * @throws 501 when Auth0 would have to choose among several.
 */
export function loginPageConnection(
  tenant: TenantContext,
  client: ClientRecord,
  asked: string | null,
): ConnectionRecord | null {
  const enabled = enabledFor(tenant, client)
  if (asked !== null) return enabled.find(({ name }) => name === asked) ?? null
  const fallback = tenant.state.settings.get('tenant')?.['default_directory']
  const chosen = enabled.find(({ name }) => name === fallback)
  if (chosen !== undefined) return chosen
  if (enabled.length > 1) throw notModelled('choosing among several connections of an application')
  return enabled[0] ?? null
}

/** Whether people may open an account of their own in this connection. */
export function isSignUpOpen(tenant: TenantContext, connection: string): boolean {
  return connectionByName(tenant, connection)?.options['disable_signup'] !== true
}
