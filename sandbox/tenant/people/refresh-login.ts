import { oauthRefusal } from '../core/refusal.ts'
import type { PersonRequest } from '../runtime/action-event.ts'
import { runPostLogin } from '../runtime/run-post-login.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord, RefreshTokenRecord, UserRecord } from '../tenant-state.ts'
import { grantScopes } from './granted-scopes.ts'
import { blockedMessage, loginFacts, requestFacts } from './login-facts.ts'
import { loginTokens } from './login-tokens.ts'
import { exchangeRefreshToken, findRefreshToken, revokeFamily } from './refresh-tokens.ts'
import { wantedApi } from './wanted-api.ts'

export type RefreshLogin = {
  readonly client: ClientRecord
  readonly request: PersonRequest
  readonly refreshToken: string
  /** Null: everything the refresh token was issued for. */
  readonly scope: readonly string[] | null
}

type Holder = { readonly record: RefreshTokenRecord; readonly user: UserRecord }

function goodToken(tenant: TenantContext, login: RefreshLogin): Holder {
  const { client, request } = login
  const found = findRefreshToken(tenant, client, login.refreshToken)
  const facts = { client_id: client.client_id, client_name: client.name, ...requestFacts(request) }
  if (found.kind === 'reused') {
    revokeFamily(tenant, found.record)
    tenant.log.record('ferrt', { ...facts, user_id: found.record.user_id })
  }
  const user = found.kind === 'good' ? tenant.state.users.get(found.record.user_id) : undefined
  if (found.kind === 'good' && user !== undefined) return { record: found.record, user }
  if (found.kind !== 'reused') tenant.log.record('fertft', facts)
  throw oauthRefusal(403, 'invalid_grant', 'Unknown or invalid refresh token.')
}

/** New tokens for a refresh token; the Actions run again (auth0-facts 1.1), and a rotating token is replaced. */
export async function refreshLogin(tenant: TenantContext, login: RefreshLogin): Promise<object> {
  const { client, request } = login
  const { record, user } = goodToken(tenant, login)
  const refuse = (error: string, description: string): Error => {
    tenant.log.record('fertft', { ...loginFacts(login, user), description })
    return oauthRefusal(403, error, description)
  }
  if (user.blocked === true) throw refuse('unauthorized', blockedMessage)
  const { audience, sid } = record
  const scope = login.scope?.filter((value) => record.scope.includes(value)) ?? record.scope
  const server = audience === null ? null : wantedApi(tenant, audience)
  const protocol = 'oauth2-refresh-token'
  const facts = { user, client, protocol, scope, audience, request, browser: null } as const
  const { refusal, outcome } = await runPostLogin(tenant, facts)
  if (refusal !== null) throw refuse('access_denied', refusal)
  // Looked at once more: while the Actions ran, somebody may have exchanged the same token.
  const { record: latest } = goodToken(tenant, login)
  const refresh_token = exchangeRefreshToken(tenant, client, {
    token: login.refreshToken,
    record: latest,
  })
  const granted = grantScopes(tenant, { userId: user.user_id, server, scope })
  const idClaims = sid === null ? {} : { sid }
  const grant = { user, client, server, granted, outcome, gty: 'refresh_token', idClaims }
  const tokens = await loginTokens(tenant, grant)
  tenant.log.record('sertft', { ...loginFacts(login, user), audience: audience ?? undefined })
  return { ...tokens, refresh_token }
}
