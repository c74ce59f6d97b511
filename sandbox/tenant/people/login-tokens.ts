import type { JWTPayload } from 'jose'
import { dropExpired } from '../core/drop-oldest.ts'
import { notModelled } from '../core/refusal.ts'
import { signToken } from '../core/tokens.ts'
import type { LoginOutcome } from '../runtime/post-login-api.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord, ResourceServerRecord, UserRecord } from '../tenant-state.ts'
import { tokenLifetimeSeconds } from './client-credentials.ts'
import type { GrantedScopes } from './granted-scopes.ts'

const idTokenLifetimeSeconds = 36_000

function idTokenLifetime({ settings }: ClientRecord): number {
  const configuration = settings['jwt_configuration']
  if (typeof configuration !== 'object' || configuration === null) return idTokenLifetimeSeconds
  const lifetime: unknown = Reflect.get(configuration, 'lifetime_in_seconds')
  const algorithm: unknown = Reflect.get(configuration, 'alg')
  if (algorithm !== undefined && algorithm !== 'RS256') {
    throw notModelled('ID tokens signed with anything but RS256')
  }
  return typeof lifetime === 'number' ? lifetime : idTokenLifetimeSeconds
}

export type LoginGrant = {
  readonly user: UserRecord
  readonly client: ClientRecord
  readonly server: ResourceServerRecord | null
  readonly granted: GrantedScopes
  readonly outcome: LoginOutcome
  /** The `gty` claim of the access token; null for an authorization code, which has none. */
  readonly gty: string | null
  /** What the ID token says of the login itself: `nonce`, `sid`, `auth_time`. */
  readonly idClaims: JWTPayload
}

/** The standard claims that `profile` and `email` open; `/userinfo` answers the same. */
export function profileClaims(user: UserRecord, scope: readonly string[]): JWTPayload {
  const { name, nickname, picture, given_name, family_name, updated_at } = user
  const profile = { name, nickname, picture, given_name, family_name, updated_at }
  const { email, email_verified } = user
  return {
    ...(scope.includes('profile') && profile),
    ...(scope.includes('email') && { email, email_verified }),
  }
}

function customClaims(claims: Readonly<Record<string, unknown>>): JWTPayload {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null))
}

/** A signed token for the API, or an opaque one that is good for `/userinfo` alone when no API was asked for. */
async function accessToken(
  tenant: TenantContext,
  grant: LoginGrant,
  scope: readonly string[],
): Promise<{ access_token: string; expires_in: number }> {
  const { user, client, server, granted, outcome } = grant
  if (server === null) {
    const access_token = tenant.ids.word(32)
    const expiresAtMs = tenant.now() + 86_400_000
    dropExpired(tenant.state.opaqueTokens, tenant.now())
    tenant.state.opaqueTokens.set(access_token, { user_id: user.user_id, scope, expiresAtMs })
    return { access_token, expires_in: 86_400 }
  }
  const { identifier } = server
  const expires_in = tokenLifetimeSeconds(tenant, identifier)
  const userInfo = `${tenant.issuer}userinfo`
  const access_token = await signToken(tenant, {
    subject: user.user_id,
    audience: scope.includes('openid') ? [identifier, userInfo] : identifier,
    lifetimeSeconds: expires_in,
    claims: {
      ...customClaims(outcome.accessTokenClaims),
      azp: client.client_id,
      scope: scope.join(' '),
      ...(grant.gty !== null && { gty: grant.gty }),
      ...(granted.permissions !== null && { permissions: [...granted.permissions] }),
    },
  })
  return { access_token, expires_in }
}

/** The answer of the token endpoint to a person's login, without a refresh token. */
export async function loginTokens(tenant: TenantContext, grant: LoginGrant): Promise<object> {
  const { user, client, granted, outcome } = grant
  const wanted = new Set([...granted.scope, ...outcome.addedScopes])
  const scope = [...wanted].filter((value) => !outcome.removedScopes.has(value))
  const access = await accessToken(tenant, grant, scope)
  const id_token = scope.includes('openid')
    ? await signToken(tenant, {
        subject: user.user_id,
        audience: client.client_id,
        lifetimeSeconds: idTokenLifetime(client),
        claims: {
          ...profileClaims(user, scope),
          ...customClaims(outcome.idTokenClaims),
          ...grant.idClaims,
        },
      })
    : undefined
  return { ...access, scope: scope.join(' '), id_token, token_type: 'Bearer' }
}
