import { Hono, type Context } from 'hono'
import { oauthRefusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import { authenticateClient, checkGrantType } from './authenticate-client.ts'
import { clientCredentialsToken } from './client-credentials.ts'
import { passwordLogin, refreshLogin } from './log-in.ts'
import { optionalText, personRequest, readFields, requiredText } from './read-form.ts'

export const passwordRealmGrant = 'http://auth0.com/oauth/grant-type/password-realm'

function scopeOf(body: Readonly<Record<string, unknown>>): readonly string[] | null {
  return optionalText(body, 'scope')?.split(/\s+/).filter(Boolean) ?? null
}

async function issue(tenant: TenantContext, context: Context): Promise<object> {
  const body = await readFields(context)
  const grantType = requiredText(body, 'grant_type')
  const client = authenticateClient(tenant, context, body)
  const request = personRequest(context, body)
  switch (grantType) {
    case 'client_credentials':
      checkGrantType(client, grantType)
      return clientCredentialsToken(tenant, client, requiredText(body, 'audience'))
    case 'password':
    case passwordRealmGrant:
      checkGrantType(client, grantType)
      return passwordLogin(tenant, {
        client,
        request,
        username: requiredText(body, 'username'),
        password: requiredText(body, 'password'),
        connection: grantType === 'password' ? null : requiredText(body, 'realm'),
        audience: optionalText(body, 'audience'),
        // Without a scope a password grant asks for everything an identity has.
        scope: scopeOf(body) ?? ['openid', 'profile', 'email'],
      })
    case 'refresh_token':
      checkGrantType(client, grantType)
      return refreshLogin(tenant, {
        client,
        request,
        refreshToken: requiredText(body, 'refresh_token'),
        scope: scopeOf(body),
      })
    default:
      throw oauthRefusal(403, 'unsupported_grant_type', `Unsupported grant type: ${grantType}`)
  }
}

/** `/oauth/token`. */
export function tokenEndpoint(tenant: TenantContext): Hono {
  return new Hono().post('/token', async (context) => {
    context.header('cache-control', 'no-store')
    return context.json(await issue(tenant, context))
  })
}
