import { oauthRefusal } from '../core/refusal.ts'
import { signToken } from '../core/tokens.ts'
import { resourceServerByIdentifier } from '../management/resource-servers.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord } from '../tenant-state.ts'

/** How long an access token for this API lives. */
export function tokenLifetimeSeconds(tenant: TenantContext, audience: string): number {
  const lifetime = resourceServerByIdentifier(tenant, audience)?.settings['token_lifetime']
  return typeof lifetime === 'number' ? lifetime : 86_400
}

/** A machine's token: exactly the scopes of its client grant for that API. */
export async function clientCredentialsToken(
  tenant: TenantContext,
  client: ClientRecord,
  audience: string,
): Promise<object> {
  const { client_id } = client
  const refuse = (description: string): Error => {
    tenant.log.record('feccft', { client_id, client_name: client.name, audience, description })
    return oauthRefusal(403, 'access_denied', description)
  }
  if (resourceServerByIdentifier(tenant, audience) === undefined) {
    throw refuse(`Service not found: ${audience}`)
  }
  const grant = [...tenant.state.clientGrants.values()].find(
    (one) => one.client_id === client_id && one.audience === audience,
  )
  if (grant === undefined) {
    throw refuse(
      `Client is not authorized to access "${audience}". You need to create a "client-grant" associated to this API.`,
    )
  }
  const scope = grant.scope.join(' ')
  const expires_in = tokenLifetimeSeconds(tenant, audience)
  const access_token = await signToken(tenant, {
    subject: `${client_id}@clients`,
    audience,
    lifetimeSeconds: expires_in,
    claims: { azp: client_id, scope, gty: 'client-credentials' },
  })
  tenant.log.record('seccft', { client_id, client_name: client.name, audience, scope })
  return { access_token, scope, expires_in, token_type: 'Bearer' }
}
