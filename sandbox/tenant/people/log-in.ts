import { notModelled, oauthRefusal } from '../core/refusal.ts'
import { connectionByName } from '../management/connections.ts'
import { resourceServerByIdentifier } from '../management/resource-servers.ts'
import { userByLogin } from '../management/user-profile.ts'
import type { PersonRequest } from '../runtime/action-event.ts'
import { runPostLogin } from '../runtime/run-post-login.ts'
import { isoNow, type TenantContext } from '../tenant-context.ts'
import type { ClientRecord, ResourceServerRecord, UserRecord } from '../tenant-state.ts'
import { grantScopes } from './granted-scopes.ts'
import { loginTokens } from './login-tokens.ts'
import { isPassword } from './passwords.ts'

type Wish = {
  readonly client: ClientRecord
  readonly audience: string | null
  readonly scope: readonly string[]
  readonly request: PersonRequest
}

export type PasswordLogin = Wish & {
  /** Null: the tenant's default directory. */
  readonly connection: string | null
  readonly username: string
  readonly password: string
}

export type RefreshLogin = Omit<Wish, 'audience' | 'scope'> & {
  readonly refreshToken: string
  /** Null: everything the refresh token was issued for. */
  readonly scope: readonly string[] | null
}

function wantedServer(tenant: TenantContext, audience: string | null): ResourceServerRecord | null {
  const fallback = tenant.state.settings.get('tenant')?.['default_audience']
  const identifier = audience ?? (typeof fallback === 'string' ? fallback : '')
  if (identifier === '') return null
  const server = resourceServerByIdentifier(tenant, identifier)
  if (server === undefined) {
    throw oauthRefusal(403, 'access_denied', `Service not found: ${identifier}`)
  }
  if (server.is_system) throw notModelled('Management API tokens for people')
  return server
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

function requestFacts({ request: { ip, userAgent: user_agent } }: Pick<Wish, 'request'>) {
  return { ip, user_agent }
}

function logFacts(login: Pick<Wish, 'client' | 'request'>, user: UserRecord) {
  const { user_id, email: user_name, connection } = user
  const { client_id, name: client_name } = login.client
  return { user_id, user_name, connection, client_id, client_name, ...requestFacts(login) }
}

function checkedUser(tenant: TenantContext, login: PasswordLogin): UserRecord {
  const connection = loginConnection(tenant, login)
  const user = userByLogin(tenant, connection, login.username)
  if (user === undefined || !isPassword(user.passwordHash, login.password)) {
    const { client_id } = login.client
    const facts = { user_name: login.username, user_id: user?.user_id, client_id, connection }
    tenant.log.record(user === undefined ? 'fu' : 'fp', { ...facts, ...requestFacts(login) })
    throw oauthRefusal(403, 'invalid_grant', 'Wrong email or password.')
  }
  refuseBlocked(tenant, login, user)
  return user
}

function refuseBlocked(
  tenant: TenantContext,
  login: Pick<Wish, 'client' | 'request'>,
  user: UserRecord,
): void {
  if (user.blocked !== true) return
  tenant.log.record('f', { ...logFacts(login, user), description: 'user is blocked' })
  throw oauthRefusal(403, 'unauthorized', 'user is blocked')
}

function countLogin(tenant: TenantContext, user: UserRecord, request: PersonRequest): UserRecord {
  const at = isoNow(tenant)
  const counted = {
    ...user,
    last_login: at,
    last_ip: request.ip,
    logins_count: user.logins_count + 1,
    updated_at: at,
  }
  tenant.state.users.set(user.user_id, counted, 'login')
  return counted
}

type Session = Wish & {
  readonly user: UserRecord
  readonly server: ResourceServerRecord | null
  readonly protocol: 'oauth2-password' | 'oauth2-refresh-token'
}

/** Runs the Actions and issues tokens for somebody who has proved who he is. */
async function finishLogin(tenant: TenantContext, session: Session): Promise<object> {
  const { user, client, server, scope, request, protocol } = session
  const audience = server?.identifier ?? null
  const facts = { user, client, protocol, scope, audience, request }
  const { refusal, outcome } = await runPostLogin(tenant, facts)
  if (refusal !== null) {
    tenant.log.record('f', { ...logFacts(session, user), description: refusal })
    throw oauthRefusal(403, 'access_denied', refusal)
  }
  const granted = grantScopes(tenant, { userId: user.user_id, server, scope })
  const gty = protocol === 'oauth2-password' ? 'password' : 'refresh_token'
  return loginTokens(tenant, { user, client, server, granted, outcome, gty })
}

function issueRefreshToken(tenant: TenantContext, session: Session): string | undefined {
  const { client, server, scope, user } = session
  const isAllowed =
    scope.includes('offline_access') &&
    client.grant_types.includes('refresh_token') &&
    server?.settings['allow_offline_access'] !== false
  if (!isAllowed) return undefined
  const token = tenant.ids.word(45)
  tenant.state.refreshTokens.set(token, {
    user_id: user.user_id,
    client_id: client.client_id,
    audience: server?.identifier ?? null,
    scope,
    connection: user.connection,
  })
  return token
}

/** A login with user name and password. */
export async function passwordLogin(tenant: TenantContext, login: PasswordLogin): Promise<object> {
  const server = wantedServer(tenant, login.audience)
  const user = countLogin(tenant, checkedUser(tenant, login), login.request)
  const { client, audience, scope, request } = login
  const session: Session = {
    client,
    audience,
    scope,
    request,
    user,
    server,
    protocol: 'oauth2-password',
  }
  const tokens = await finishLogin(tenant, session)
  const refresh_token = issueRefreshToken(tenant, session)
  tenant.log.record('s', logFacts(login, user))
  tenant.log.record('sepft', { ...logFacts(login, user), audience: server?.identifier })
  return { ...tokens, refresh_token }
}

/** New tokens for a refresh token, which stays valid; the Actions run again. */
export async function refreshLogin(tenant: TenantContext, login: RefreshLogin): Promise<object> {
  const stored = tenant.state.refreshTokens.get(login.refreshToken)
  const user = stored && tenant.state.users.get(stored.user_id)
  const { client, request } = login
  if (stored === undefined || user === undefined || stored.client_id !== client.client_id) {
    tenant.log.record('fertft', { client_id: client.client_id, client_name: client.name })
    throw oauthRefusal(403, 'invalid_grant', 'Unknown or invalid refresh token.')
  }
  refuseBlocked(tenant, login, user)
  const { audience } = stored
  const scope = login.scope?.filter((value) => stored.scope.includes(value)) ?? stored.scope
  const server = audience === null ? null : wantedServer(tenant, audience)
  const protocol = 'oauth2-refresh-token'
  const session: Session = { client, request, user, audience, scope, server, protocol }
  const tokens = await finishLogin(tenant, session)
  tenant.log.record('sertft', { ...logFacts(login, user), audience: audience ?? undefined })
  return tokens
}
