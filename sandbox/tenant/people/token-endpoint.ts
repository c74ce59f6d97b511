import { Hono, type Context } from 'hono'
import { oauthRefusal } from '../core/refusal.ts'
import type { LogType } from '../core/tenant-log.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord } from '../tenant-state.ts'
import { checkGrantType, findClient } from './authenticate-client.ts'
import { clientCredentialsToken } from './client-credentials.ts'
import { exchangeCode } from './exchange-code.ts'
import { passwordLogin } from './log-in.ts'
import { optionalText, personRequest, readFields, requiredText } from './read-form.ts'
import { refreshLogin } from './refresh-login.ts'
import { revokeEndpoint } from './revoke-token.ts'

export const passwordRealmGrant = 'http://auth0.com/oauth/grant-type/password-realm'

function scopeOf(body: Readonly<Record<string, unknown>>): readonly string[] | null {
  return optionalText(body, 'scope')?.split(/\s+/).filter(Boolean) ?? null
}

const failureLogs: Readonly<Record<string, LogType>> = {
  authorization_code: 'feacft',
  client_credentials: 'feccft',
  password: 'fepft',
  [passwordRealmGrant]: 'fepft',
  refresh_token: 'fertft',
}

function authenticated(
  tenant: TenantContext,
  context: Context,
  body: Readonly<Record<string, unknown>>,
): ClientRecord {
  const client = findClient(tenant, context, body)
  if (client !== null) return client
  const type = failureLogs[requiredText(body, 'grant_type')]
  const client_id = optionalText(body, 'client_id') ?? undefined
  if (type !== undefined) tenant.log.record(type, { client_id, description: 'Unauthorized' })
  throw oauthRefusal(401, 'access_denied', 'Unauthorized')
}

async function issue(tenant: TenantContext, context: Context): Promise<object> {
  const body = await readFields(context)
  const grantType = requiredText(body, 'grant_type')
  const client = authenticated(tenant, context, body)
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
    case 'authorization_code':
      checkGrantType(client, grantType)
      return exchangeCode(tenant, {
        client,
        request,
        code: requiredText(body, 'code'),
        redirectUri: optionalText(body, 'redirect_uri'),
        verifier: optionalText(body, 'code_verifier'),
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

/** `/oauth/token` and `/oauth/revoke`. */
export function tokenEndpoint(tenant: TenantContext): Hono {
  return new Hono().route('/', revokeEndpoint(tenant)).post('/token', async (context) => {
    context.header('cache-control', 'no-store')
    return context.json(await issue(tenant, context))
  })
}
