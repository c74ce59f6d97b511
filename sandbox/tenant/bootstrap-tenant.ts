import { clientDefaults } from './management/clients.ts'
import { databaseOptions } from './management/connections.ts'
import { deployScopes, managementScopes } from './management/management-scopes.ts'
import { passwordRealmGrant } from './people/token-endpoint.ts'
import type { TenantContext } from './tenant-context.ts'
import type { ClientRecord, JsonObject } from './tenant-state.ts'

/** An application that exists before anything is deployed. */
export type GivenClient = {
  readonly clientId: string
  readonly clientSecret: string
  readonly name?: string
  /** Fields of the application beyond the defaults, such as `callbacks`. */
  readonly settings?: JsonObject
}

/** The applications of a new tenant. */
export type GivenClients = {
  /** The machine a person makes by hand so that auth0-deploy-cli can start. */
  readonly deployClient: GivenClient
  /** The ordinary application through which people log in. */
  readonly peopleClient: GivenClient
  /** A machine that may do everything the Management API offers; none unless given. */
  readonly machineClient?: GivenClient
}

const firstConnection = 'Username-Password-Authentication'

// What the dashboard adds to the defaults of the API.
const madeByHand: JsonObject = {
  oidc_conformant: true,
  callbacks: [],
  jwt_configuration: { alg: 'RS256', lifetime_in_seconds: 36_000, secret_encoded: false },
}

function putClient(
  tenant: TenantContext,
  given: GivenClient,
  rest: Pick<ClientRecord, 'name' | 'grant_types'> & { readonly app_type: string },
): void {
  tenant.state.clients.set(given.clientId, {
    client_id: given.clientId,
    client_secret: given.clientSecret,
    name: given.name ?? rest.name,
    grant_types: rest.grant_types,
    settings: { ...clientDefaults, ...madeByHand, app_type: rest.app_type, ...given.settings },
  })
}

function putManagementApi(tenant: TenantContext): void {
  const id = tenant.ids.hex(12)
  tenant.state.resourceServers.set(id, {
    id,
    identifier: tenant.managementAudience,
    name: 'Auth0 Management API',
    is_system: true,
    scopes: managementScopes.map((value) => ({ value, description: value })),
    settings: {
      signing_alg: 'RS256',
      token_lifetime: 86_400,
      token_lifetime_for_web: 7200,
      allow_offline_access: false,
      skip_consent_for_verifiable_first_party_clients: false,
    },
  })
}

function putMachine(
  tenant: TenantContext,
  given: GivenClient,
  rest: { readonly name: string; readonly scope: readonly string[] },
): void {
  putClient(tenant, given, {
    name: rest.name,
    grant_types: ['client_credentials'],
    app_type: 'non_interactive',
  })
  const id = `cgr_${tenant.ids.word(16)}`
  tenant.state.clientGrants.set(id, {
    id,
    client_id: given.clientId,
    audience: tenant.managementAudience,
    scope: rest.scope,
    settings: {},
  })
}

/**
 * Puts in what a person makes by hand in a new tenant: the Management API, the machine that deploys (with no more
 * scopes than it needs), the ordinary application, and the first database connection, enabled for that application.
 */
export function bootstrapTenant(tenant: TenantContext, given: GivenClients): void {
  const { deployClient, peopleClient, machineClient } = given
  putManagementApi(tenant)
  putMachine(tenant, deployClient, { name: 'Deploy CLI', scope: deployScopes })
  putClient(tenant, peopleClient, {
    name: 'Default App',
    grant_types: ['password', passwordRealmGrant, 'refresh_token', 'authorization_code'],
    app_type: 'regular_web',
  })
  if (machineClient !== undefined) {
    putMachine(tenant, machineClient, { name: 'Management', scope: managementScopes })
  }
  const connectionId = `con_${tenant.ids.word(16)}`
  tenant.state.connections.set(connectionId, {
    id: connectionId,
    name: firstConnection,
    strategy: 'auth0',
    options: databaseOptions,
    enabled_clients: [peopleClient.clientId],
    settings: {},
  })
  tenant.state.settings.set('tenant', {
    friendly_name: 'Local tenant',
    flags: {},
    enabled_locales: ['en'],
    default_directory: '',
    default_audience: '',
  })
}
