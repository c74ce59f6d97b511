import { rolesOf } from '../management/held-roles.ts'
import { connectionByName } from '../management/connections.ts'
import { showUser } from '../management/user-profile.ts'
import { tenantName, type TenantContext } from '../tenant-context.ts'
import type { ClientRecord, JsonObject, UserRecord } from '../tenant-state.ts'

/** What the request of a person looked like, as far as an Action may see it. */
export type PersonRequest = {
  readonly ip: string
  readonly method: string
  readonly hostname: string
  readonly userAgent: string
  readonly query: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, string>>
}

/** `event.transaction` of a flow through the browser (auth0-facts 1.3). */
export type BrowserFlow = {
  readonly protocol: 'oidc-basic-profile'
  readonly requested_scopes: readonly string[]
  readonly redirect_uri: string
  readonly response_type: readonly string[]
  readonly response_mode: string
  readonly state: string | undefined
  readonly prompt: readonly string[]
  readonly login_hint: string | undefined
  readonly ui_locales: readonly string[]
}

/** What a login through the browser has beyond one through the token endpoint. */
export type BrowserLogin = {
  readonly sid: string
  readonly authenticatedAtMs: number
  readonly transaction: BrowserFlow & { readonly id: string }
}

export type LoginFacts = {
  readonly user: UserRecord
  readonly client: ClientRecord
  readonly protocol: 'oauth2-password' | 'oauth2-refresh-token' | 'oidc-basic-profile'
  readonly browser: BrowserLogin | null
  readonly scope: readonly string[]
  readonly audience: string | null
  readonly request: PersonRequest
}

function userFields(user: UserRecord): object {
  const shown: Record<string, unknown> = { ...showUser(user) }
  for (const name of ['last_login', 'last_ip', 'logins_count', 'blocked']) delete shown[name]
  return {
    ...shown,
    app_metadata: user.app_metadata ?? {},
    user_metadata: user.user_metadata ?? {},
  }
}

function connectionFields(tenant: TenantContext, user: UserRecord): object {
  const connection = connectionByName(tenant, user.connection)
  const { id = '', name = user.connection, strategy = 'auth0' } = connection ?? {}
  return { id, name, strategy, metadata: connection?.settings['metadata'] ?? {} }
}

function tenantFields(tenant: TenantContext): object {
  return { id: tenantName(tenant.domain) }
}

const place = { continentCode: 'EU', countryCode: 'DE', countryName: 'Germany' }

/** `event` of post-login v3; `metadata` is what earlier Actions of this run told the transaction. */
export function postLoginEvent(
  tenant: TenantContext,
  login: LoginFacts,
  metadata: JsonObject,
): object {
  const { user, client, request, browser } = login
  const authenticatedAtMs = browser?.authenticatedAtMs ?? tenant.now()
  const roles = rolesOf(tenant, user.user_id).map(({ name }) => name)
  return {
    user: {
      ...userFields(user),
      multifactor: [],
      enrolledFactors: [],
    },
    client: {
      client_id: client.client_id,
      name: client.name,
      metadata: client.settings['client_metadata'] ?? {},
    },
    connection: connectionFields(tenant, user),
    request: {
      ip: request.ip,
      method: request.method,
      hostname: request.hostname,
      user_agent: request.userAgent,
      query: request.query,
      body: request.body,
      geoip: place,
    },
    transaction: {
      protocol: login.protocol,
      requested_scopes: login.scope,
      locale: 'en',
      ui_locales: [],
      acr_values: [],
      metadata,
      ...browser?.transaction,
    },
    session: browser === null ? undefined : { id: browser.sid },
    authentication: {
      methods: [{ name: 'pwd', timestamp: new Date(authenticatedAtMs).toISOString() }],
    },
    authorization: { roles },
    resource_server: login.audience === null ? undefined : { identifier: login.audience },
    stats: { logins_count: user.logins_count },
    tenant: tenantFields(tenant),
  }
}

/** `event` of post-user-registration v2: no client and no identities. */
export function postRegistrationEvent(
  tenant: TenantContext,
  user: UserRecord,
  request: PersonRequest | null,
  flow: BrowserFlow | null,
): object {
  const fields: Record<string, unknown> = { ...userFields(user) }
  delete fields['identities']
  return {
    user: fields,
    connection: connectionFields(tenant, user),
    request: request && {
      ip: request.ip,
      method: request.method,
      hostname: request.hostname,
      user_agent: request.userAgent,
      geoip: place,
    },
    transaction: { protocol: 'oauth2-password', requested_scopes: [], locale: 'en', ...flow },
    tenant: tenantFields(tenant),
  }
}
