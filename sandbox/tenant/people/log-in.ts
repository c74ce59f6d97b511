import { oauthRefusal } from '../core/refusal.ts'
import { connectionByName } from '../management/connections.ts'
import type { PersonRequest } from '../runtime/action-event.ts'
import { runPostLogin } from '../runtime/run-post-login.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord, UserRecord } from '../tenant-state.ts'
import { checkCredentials } from './check-credentials.ts'
import { grantScopes } from './granted-scopes.ts'
import { blockedMessage, countLogin, loginFacts } from './login-facts.ts'
import { loginTokens } from './login-tokens.ts'
import { issueRefreshToken } from './refresh-tokens.ts'
import { wantedApi } from './wanted-api.ts'

export type PasswordLogin = {
  readonly client: ClientRecord
  readonly audience: string | null
  readonly scope: readonly string[]
  readonly request: PersonRequest
  /** Null: the tenant's default directory. */
  readonly connection: string | null
  readonly username: string
  readonly password: string
}

function loginConnection(tenant: TenantContext, login: PasswordLogin): string {
  const fallback = tenant.state.settings.get('tenant')?.['default_directory']
  const name = login.connection ?? (typeof fallback === 'string' ? fallback : '')
  if (name === '') {
    const message = 'Authorization server not configured with default connection.'
    throw oauthRefusal(403, 'server_error', message)
  }
  const connection = connectionByName(tenant, name)
  if (connection?.enabled_clients.includes(login.client.client_id) !== true) {
    throw oauthRefusal(403, 'invalid_request', 'The connection is not enabled for this client.')
  }
  return connection.name
}

function checkedUser(tenant: TenantContext, login: PasswordLogin): UserRecord {
  const connection = loginConnection(tenant, login)
  const user = checkCredentials(tenant, { ...login, connection })
  if (user === null) throw oauthRefusal(403, 'invalid_grant', 'Wrong email or password.')
  if (user.blocked === true) {
    tenant.log.record('f', { ...loginFacts(login, user), description: blockedMessage })
    throw oauthRefusal(403, 'unauthorized', blockedMessage)
  }
  return user
}

/** A login with user name and password, without a browser and without a session. */
export async function passwordLogin(tenant: TenantContext, login: PasswordLogin): Promise<object> {
  const { client, scope, request } = login
  const server = wantedApi(tenant, login.audience)
  const user = countLogin(tenant, checkedUser(tenant, login), request)
  const audience = server?.identifier ?? null
  const protocol = 'oauth2-password'
  const facts = { user, client, protocol, scope, audience, request, browser: null } as const
  const { refusal, outcome } = await runPostLogin(tenant, facts)
  if (refusal !== null) {
    tenant.log.record('f', { ...loginFacts(login, user), description: refusal })
    throw oauthRefusal(403, 'access_denied', refusal)
  }
  const granted = grantScopes(tenant, { userId: user.user_id, server, scope })
  const grant = { user, client, server, granted, outcome, gty: 'password', idClaims: {} }
  const tokens = await loginTokens(tenant, grant)
  const refresh_token = issueRefreshToken(tenant, { user, client, server, scope, sid: null })
  tenant.log.record('s', loginFacts(login, user))
  tenant.log.record('sepft', { ...loginFacts(login, user), audience: server?.identifier })
  return { ...tokens, refresh_token }
}
