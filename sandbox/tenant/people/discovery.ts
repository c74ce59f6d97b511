import { Hono, type Context } from 'hono'
import { oauthRefusal } from '../core/refusal.ts'
import { createTokenReader, type TokenReader } from '../core/read-token.ts'
import type { TenantContext } from '../tenant-context.ts'
import { profileClaims } from './login-tokens.ts'
import { passwordRealmGrant } from './token-endpoint.ts'

type Bearer = { readonly userId: string; readonly scope: readonly string[] }

async function readBearer(
  tenant: TenantContext,
  readToken: TokenReader,
  context: Context,
): Promise<Bearer> {
  const token = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? ''
  const opaque = tenant.state.opaqueTokens.get(token)
  if (opaque !== undefined && opaque.expiresAtMs > tenant.now()) {
    return { userId: opaque.user_id, scope: opaque.scope }
  }
  try {
    const payload = await readToken(token)
    return { userId: payload.sub ?? '', scope: String(payload['scope']).split(' ') }
  } catch {
    throw oauthRefusal(401, 'invalid_token', 'Unauthorized')
  }
}

/** `/userinfo`: the profile that the access token's scopes open. */
export function userInfo(tenant: TenantContext): Hono {
  const readToken = createTokenReader(tenant, `${tenant.issuer}userinfo`)
  return new Hono().get('/', async (context) => {
    const { userId, scope } = await readBearer(tenant, readToken, context)
    const user = tenant.state.users.get(userId)
    if (user === undefined) throw oauthRefusal(401, 'invalid_token', 'Unauthorized')
    return context.json({ sub: user.user_id, ...profileClaims(user, scope) })
  })
}

function isLogoutPublished(tenant: TenantContext): boolean {
  const settings = tenant.state.settings.get('tenant')?.['oidc_logout']
  const isObject = typeof settings === 'object' && settings !== null
  return !isObject || Reflect.get(settings, 'rp_logout_end_session_endpoint_discovery') !== false
}

/** What clients are told of this tenant: only what it really does. */
function discoveryDocument(tenant: TenantContext): object {
  const { issuer } = tenant
  return {
    issuer,
    authorization_endpoint: `${issuer}authorize`,
    token_endpoint: `${issuer}oauth/token`,
    userinfo_endpoint: `${issuer}userinfo`,
    jwks_uri: `${issuer}.well-known/jwks.json`,
    revocation_endpoint: `${issuer}oauth/revoke`,
    ...(isLogoutPublished(tenant) && { end_session_endpoint: `${issuer}oidc/logout` }),
    grant_types_supported: [
      'authorization_code',
      'client_credentials',
      'password',
      passwordRealmGrant,
      'refresh_token',
    ],
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    claims_supported: [
      'aud',
      'auth_time',
      'email',
      'email_verified',
      'exp',
      'family_name',
      'given_name',
      'iat',
      'iss',
      'name',
      'nickname',
      'picture',
      'sub',
    ],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  }
}

/** `/.well-known`: where the endpoints are, and the key that tokens are signed with. */
export function wellKnown(tenant: TenantContext): Hono {
  return new Hono()
    .get('/jwks.json', async (context) => {
      const { jwk } = await tenant.signingKey()
      return context.json({ keys: [jwk] })
    })
    .get('/openid-configuration', (context) => context.json(discoveryDocument(tenant)))
}
