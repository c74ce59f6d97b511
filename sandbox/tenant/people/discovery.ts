import { Hono, type Context } from 'hono'
import { jwtVerify } from 'jose'
import { oauthRefusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import { profileClaims } from './login-tokens.ts'
import { passwordRealmGrant } from './token-endpoint.ts'

type Bearer = { readonly userId: string; readonly scope: readonly string[] }

async function readBearer(tenant: TenantContext, context: Context): Promise<Bearer> {
  const token = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? ''
  const opaque = tenant.state.opaqueTokens.get(token)
  if (opaque !== undefined && opaque.expiresAtMs > tenant.now()) {
    return { userId: opaque.user_id, scope: opaque.scope }
  }
  const key = await tenant.signingKey()
  try {
    const { payload } = await jwtVerify(token, key.publicKey, {
      issuer: tenant.issuer,
      audience: `${tenant.issuer}userinfo`,
      currentDate: new Date(tenant.now()),
    })
    return { userId: payload.sub ?? '', scope: String(payload['scope']).split(' ') }
  } catch {
    throw oauthRefusal(401, 'invalid_token', 'Unauthorized')
  }
}

/** `/userinfo`: the profile that the access token's scopes open. */
export function userInfo(tenant: TenantContext): Hono {
  return new Hono().get('/', async (context) => {
    const { userId, scope } = await readBearer(tenant, context)
    const user = tenant.state.users.get(userId)
    if (user === undefined) throw oauthRefusal(401, 'invalid_token', 'Unauthorized')
    return context.json({ sub: user.user_id, ...profileClaims(user, scope) })
  })
}

/** `/.well-known`: where the endpoints are, and the key that tokens are signed with. */
export function wellKnown(tenant: TenantContext): Hono {
  const { issuer } = tenant
  return new Hono()
    .get('/jwks.json', async (context) => {
      const { jwk } = await tenant.signingKey()
      return context.json({ keys: [jwk] })
    })
    .get('/openid-configuration', (context) =>
      context.json({
        issuer,
        token_endpoint: `${issuer}oauth/token`,
        userinfo_endpoint: `${issuer}userinfo`,
        jwks_uri: `${issuer}.well-known/jwks.json`,
        grant_types_supported: [
          'client_credentials',
          'password',
          passwordRealmGrant,
          'refresh_token',
        ],
        scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      }),
    )
}
