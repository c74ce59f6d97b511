import { createHash } from 'node:crypto'
import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Allow, Caller, TenantEnv } from '../core/access.ts'
import { checkpointQuery, listAnswer, pickFields } from '../core/paging.ts'
import { readBody, readQuery, settingsShape } from '../core/read-request.ts'
import { invalidBody, notModelled, refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord, JsonObject } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { clientSettings, createOnlySettings } from './client-fields.ts'
import { toJsonObject } from './json-object.ts'

const metadata = z.record(z.string().max(255), z.string().max(255).nullable())
const shape = {
  ...settingsShape(clientSettings),
  grant_types: z.array(z.string()).optional(),
  client_metadata: metadata.optional(),
}
const createBody = z.strictObject({
  ...shape,
  ...settingsShape(createOnlySettings),
  name: z.string().min(1),
})
const patchBody = z.strictObject({
  ...shape,
  name: z.string().min(1).optional(),
  client_secret: z.string().min(1).optional(),
})

/** What a new application has before anybody sets anything, as recorded; signing keys are not modelled. */
export const clientDefaults: JsonObject = {
  is_first_party: true,
  oidc_conformant: false,
  sso_disabled: false,
  cross_origin_authentication: false,
  is_token_endpoint_ip_header_trusted: false,
  custom_login_page_on: true,
  jwt_configuration: { lifetime_in_seconds: 36_000, secret_encoded: false },
  refresh_token: {
    rotation_type: 'non-rotating',
    expiration_type: 'non-expiring',
    leeway: 0,
    token_lifetime: 2_592_000,
    idle_token_lifetime: 1_296_000,
    infinite_token_lifetime: true,
    infinite_idle_token_lifetime: true,
  },
}

const machineGrants = ['client_credentials']
const personGrants = ['authorization_code', 'implicit', 'refresh_token', 'client_credentials']

/** The application that stands for all, which every tenant has; it cannot be changed here. */
function globalClient(tenant: TenantContext): ClientRecord {
  const hash = (what: string) =>
    createHash('sha512')
      .update(tenant.issuer + what)
      .digest('hex')
  return {
    client_id: hash('global client').slice(0, 32),
    client_secret: hash('global secret').slice(0, 64),
    name: 'All Applications',
    grant_types: [],
    settings: {
      global: true,
      callbacks: [],
      is_first_party: true,
      custom_login_page_on: true,
      cross_origin_authentication: true,
      refresh_token: clientDefaults['refresh_token'] ?? {},
    },
  }
}

function mergeMetadata(old: JsonObject, change: JsonObject): JsonObject {
  const merged = Object.entries({ ...old, ...change }).filter(([, value]) => value !== null)
  if (merged.length > 10) throw invalidBody("Too many properties defined (client_metadata)'")
  return Object.fromEntries(merged)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mergedSettings(old: JsonObject, change: JsonObject): JsonObject {
  const next = { ...old, ...change }
  const { client_metadata: oldMetadata = {}, jwt_configuration: oldTokens } = old
  const { client_metadata: newMetadata, jwt_configuration: newTokens } = change
  return {
    ...next,
    ...(isObject(oldMetadata) &&
      isObject(newMetadata) && { client_metadata: mergeMetadata(oldMetadata, newMetadata) }),
    // auth0-deploy-cli never sends `secret_encoded`, and it is there afterwards.
    ...(isObject(oldTokens) &&
      isObject(newTokens) && {
        jwt_configuration: { secret_encoded: oldTokens['secret_encoded'] ?? false, ...newTokens },
      }),
  }
}

function showTo(tenant: TenantContext, caller: Caller) {
  return ({ settings, client_secret, ...client }: ClientRecord): object => ({
    tenant: tenant.domain,
    global: false,
    ...settings,
    ...client,
    ...(caller.scopes.has('read:client_keys') && { client_secret }),
  })
}

const listQuery = checkpointQuery.extend({
  is_global: z.enum(['true', 'false']).optional(),
  is_first_party: z.enum(['true', 'false']).optional(),
  app_type: z.string().optional(),
})

function matches(query: z.output<typeof listQuery>) {
  const types = query.app_type?.split(',')
  return ({ settings }: ClientRecord): boolean => {
    const isGlobal = settings['global'] === true
    if (query.is_global !== undefined && (query.is_global === 'true') !== isGlobal) return false
    const isFirstParty = settings['is_first_party'] !== false
    const wanted = query.is_first_party
    if (wanted !== undefined && (wanted === 'true') !== isFirstParty) return false
    return types === undefined || types.some((type) => type === settings['app_type'])
  }
}

async function postClient(tenant: TenantContext, context: Context<TenantEnv>): Promise<Response> {
  const { name, grant_types, ...settings } = await readBody(context, createBody)
  const usual = settings['app_type'] === 'non_interactive' ? machineGrants : personGrants
  const client: ClientRecord = {
    client_id: tenant.ids.word(32),
    client_secret: tenant.ids.word(64),
    name,
    grant_types: grant_types ?? usual,
    settings: mergedSettings(clientDefaults, toJsonObject(settings)),
  }
  tenant.state.clients.set(client.client_id, client)
  auditApiCall(tenant, context, 'Create a client')
  // Whoever creates an application sees its secret once, whatever his scopes.
  const { client_secret } = client
  return context.json({ ...showTo(tenant, context.get('caller'))(client), client_secret }, 201)
}

function patchedClient(old: ClientRecord, change: z.output<typeof patchBody>): ClientRecord {
  const { name, grant_types, client_secret, ...settings } = change
  return {
    ...old,
    name: name ?? old.name,
    grant_types: grant_types ?? old.grant_types,
    client_secret: client_secret ?? old.client_secret,
    settings: mergedSettings(old.settings, toJsonObject(settings)),
  }
}

/** `/clients`: the applications. Their secrets are shown only to who may `read:client_keys`. */
export function clients(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const { clients: records } = tenant.state
  const app = new Hono<TenantEnv>()
  const find = (id: string): ClientRecord => {
    const client = [...records.values(), globalClient(tenant)].find((one) => one.client_id === id)
    if (client === undefined) {
      throw refusal(404, 'The client does not exist', 'inexistent_client')
    }
    return client
  }
  const findChangeable = (id: string): ClientRecord => {
    if (id === globalClient(tenant).client_id) throw notModelled('changes of the global client')
    return find(id)
  }

  app.get('/', allow('read:clients', 'read:client_keys'), (context) => {
    const query = readQuery(context, listQuery, ['external_client_id', 'q'])
    const items = [...records.values(), globalClient(tenant)].filter(matches(query))
    const show = showTo(tenant, context.get('caller'))
    return listAnswer(context, query, { key: 'clients', items, show, idOf: (c) => c.client_id })
  })
  app.get('/:id', allow('read:clients', 'read:client_keys'), (context) => {
    const query = readQuery(context, checkpointQuery.pick({ fields: true, include_fields: true }))
    const client = find(context.req.param('id'))
    return context.json(pickFields(showTo(tenant, context.get('caller'))(client), query))
  })
  app.get('/:id/credentials', allow('read:client_credentials'), (context) => {
    find(context.req.param('id'))
    return context.json([])
  })
  app.post('/', allow('create:clients'), (context) => postClient(tenant, context))
  app.patch('/:id', allow('update:clients', 'update:client_keys'), async (context) => {
    const body = await readBody(context, patchBody)
    const client = patchedClient(findChangeable(context.req.param('id')), body)
    records.set(client.client_id, client)
    auditApiCall(tenant, context, 'Update a client')
    return context.json(showTo(tenant, context.get('caller'))(client))
  })
  app.delete('/:id', allow('delete:clients'), (context) => {
    const id = context.req.param('id')
    records.delete(id)
    for (const grant of tenant.state.clientGrants.values()) {
      if (grant.client_id === id) tenant.state.clientGrants.delete(grant.id)
    }
    auditApiCall(tenant, context, 'Delete a client')
    return context.body(null, 204)
  })
  return app
}
