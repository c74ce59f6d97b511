import { oauthRefusal } from '../core/refusal.ts'
import type { PersonRequest } from '../runtime/action-event.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord } from '../tenant-state.ts'
import { isVerified, takeCode } from './authorization-codes.ts'
import { grantScopes } from './granted-scopes.ts'
import { blockedMessage, loginFacts, requestFacts } from './login-facts.ts'
import type { AuthorizationCode } from './login-state.ts'
import { loginTokens } from './login-tokens.ts'
import { issueRefreshToken } from './refresh-tokens.ts'
import { wantedApi } from './wanted-api.ts'

export type CodeExchange = {
  readonly client: ClientRecord
  readonly request: PersonRequest
  readonly code: string
  readonly redirectUri: string | null
  readonly verifier: string | null
}

/** `auth_time` comes with `prompt=login` and `max_age` alone (DOC:authenticate/login/max-age-reauthentication). */
function idClaimsOf({ request, sid, authenticatedAtMs }: AuthorizationCode) {
  const isTimed = request.prompt === 'login' || request.maxAgeSeconds !== null
  return {
    sid,
    ...(request.nonce !== null && { nonce: request.nonce }),
    ...(isTimed && { auth_time: Math.floor(authenticatedAtMs / 1000) }),
  }
}

/** Tokens for the code of a login; the code is spent even when the exchange is refused. */
export async function exchangeCode(tenant: TenantContext, exchange: CodeExchange): Promise<object> {
  const { client, request: person } = exchange
  const refuse = (error: string, description: string): Error => {
    const { client_id, name: client_name } = client
    tenant.log.record('feacft', { client_id, client_name, ...requestFacts(person), description })
    return oauthRefusal(403, error, description)
  }
  const stored = takeCode(tenant, client.client_id, exchange.code)
  const user = stored === null ? undefined : tenant.state.users.get(stored.user_id)
  if (stored === null || user === undefined) {
    throw refuse('invalid_grant', 'Invalid authorization code')
  }
  const { request, sid, outcome } = stored
  if (exchange.redirectUri !== request.redirect_uri) {
    const sent = exchange.redirectUri ?? 'null'
    const message = `The redirect URI is wrong. You sent ${sent}, and we expected ${request.redirect_uri}`
    throw refuse('unauthorized_client', message)
  }
  if (!isVerified(request.codeChallenge, exchange.verifier)) {
    throw refuse('invalid_grant', 'Failed to verify code verifier')
  }
  if (user.blocked === true) throw refuse('unauthorized', blockedMessage)
  const { scope } = request
  const server = wantedApi(tenant, request.audience)
  const granted = grantScopes(tenant, { userId: user.user_id, server, scope })
  const idClaims = idClaimsOf(stored)
  const grant = { user, client, server, granted, outcome, gty: null, idClaims }
  const tokens = await loginTokens(tenant, grant)
  const refresh_token = issueRefreshToken(tenant, { user, client, server, scope, sid })
  tenant.log.record('seacft', {
    ...loginFacts({ client, request: person }, user),
    audience: server?.identifier,
  })
  return { ...tokens, refresh_token }
}
