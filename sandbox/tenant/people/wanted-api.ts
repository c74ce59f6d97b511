import { notModelled, oauthRefusal } from '../core/refusal.ts'
import { resourceServerByIdentifier } from '../management/resource-servers.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ResourceServerRecord } from '../tenant-state.ts'

/** The identifier of the API that a login is for: what was asked, or else the tenant's `default_audience`. */
function wantedAudience(tenant: TenantContext, audience: string | null): string {
  const fallback = tenant.state.settings.get('tenant')?.['default_audience']
  return audience ?? (typeof fallback === 'string' ? fallback : '')
}

/**
 * The API that a login is for, null when it is for none, or `unknown`.
 * @throws 501 for the Management API: people's tokens for it are not modelled.
 */
export function findApi(
  tenant: TenantContext,
  audience: string | null,
): ResourceServerRecord | null | 'unknown' {
  const identifier = wantedAudience(tenant, audience)
  if (identifier === '') return null
  const server = resourceServerByIdentifier(tenant, identifier)
  if (server === undefined) return 'unknown'
  if (server.is_system) throw notModelled('Management API tokens for people')
  return server
}

/** What Auth0 says of an API that it does not know. */
export function unknownApi(tenant: TenantContext, audience: string | null): string {
  return `Service not found: ${wantedAudience(tenant, audience)}`
}

/** `findApi` for the token endpoint, which refuses an unknown API with 403. */
export function wantedApi(
  tenant: TenantContext,
  audience: string | null,
): ResourceServerRecord | null {
  const server = findApi(tenant, audience)
  if (server === 'unknown') {
    throw oauthRefusal(403, 'access_denied', unknownApi(tenant, audience))
  }
  return server
}
