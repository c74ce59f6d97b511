import { Hono } from 'hono'
import { oauthRefusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import { authenticateClient } from './authenticate-client.ts'
import { readFields, requiredText } from './read-form.ts'
import { revokeFamily, revokeGrant } from './refresh-tokens.ts'

function deletesGrant(tenant: TenantContext): boolean {
  const flags = tenant.state.settings.get('tenant')?.['flags']
  const isObject = typeof flags === 'object' && flags !== null
  return isObject && Reflect.get(flags, 'revoke_refresh_token_grant') === true
}

/**
 * `/oauth/revoke`: 200 without a body also for a token that nobody knows (RFC 7009). With the tenant's flag
 * `revoke_refresh_token_grant` every token of the same person, application and API goes with it.
 * Source: DOC:api/authentication/revoke-refresh-token/revoke-refresh-token.
 */
export function revokeEndpoint(tenant: TenantContext): Hono {
  return new Hono().post('/revoke', async (context) => {
    const body = await readFields(context)
    const client = authenticateClient(tenant, context, body)
    const record = tenant.state.refreshTokens.get(requiredText(body, 'token'))
    if (record === undefined) return context.body(null, 200)
    if (record.client_id !== client.client_id) {
      throw oauthRefusal(400, 'invalid_request', 'The token was not issued to this client.')
    }
    if (deletesGrant(tenant)) revokeGrant(tenant, record)
    else revokeFamily(tenant, record)
    const { client_id, name: client_name } = client
    tenant.log.record('srrt', { client_id, client_name, user_id: record.user_id })
    return context.body(null, 200)
  })
}
