import { Hono } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { listAnswer, pageQuery } from '../core/paging.ts'
import { readBody, readQuery, settingsShape } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { JsonObject, ResourceServerRecord } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { toJsonObject } from './json-object.ts'

const scopeList = z.array(
  z.strictObject({ value: z.string().min(1).max(280), description: z.string().optional() }),
)

const patchShape = {
  name: z.string().min(1).max(200).optional(),
  scopes: scopeList.optional(),
  enforce_policies: z.boolean().optional(),
  token_dialect: z
    .enum(['access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz'])
    .optional(),
  token_lifetime: z.int().min(0).max(2_592_000).optional(),
  // The SDKs do not declare it in requests; recorded ones have it, and an export that is imported sends it.
  token_lifetime_for_web: z.int().min(0).max(2_592_000).optional(),
  allow_offline_access: z.boolean().optional(),
  ...settingsShape([
    'signing_alg',
    'signing_secret',
    'allow_online_access',
    'allow_online_access_with_ephemeral_sessions',
    'token_lifetime_for_anonymous_access_tokens',
    'skip_consent_for_verifiable_first_party_clients',
    'token_encryption',
    'consent_policy',
    'authorization_details',
    'proof_of_possession',
    'subject_type_authorization',
    'authorization_policy',
  ]),
}
const listQuery = pageQuery.extend({ identifiers: z.string().optional() })
const patchBody = z.strictObject(patchShape)
const createBody = patchBody.extend({ identifier: z.string().min(1).max(600) })

// RBAC (`enforce_policies`, `token_dialect`) is shown once somebody has set it.
const defaults: JsonObject = {
  signing_alg: 'RS256',
  token_lifetime: 86_400,
  token_lifetime_for_web: 7200,
  allow_offline_access: false,
  skip_consent_for_verifiable_first_party_clients: false,
}

/** The API with this identifier (its `aud`), or undefined. */
export function resourceServerByIdentifier(
  tenant: TenantContext,
  identifier: string,
): ResourceServerRecord | undefined {
  return [...tenant.state.resourceServers.values()].find(
    (server) => server.identifier === identifier,
  )
}

function show({ settings, ...server }: ResourceServerRecord): object {
  return { ...settings, ...server }
}

function merged(
  old: ResourceServerRecord,
  { name, scopes, ...settings }: z.output<typeof patchBody>,
): ResourceServerRecord {
  return {
    ...old,
    name: name ?? old.name,
    scopes: scopes?.map(withoutUndefined) ?? old.scopes,
    settings: { ...old.settings, ...toJsonObject(settings) },
  }
}

function withoutUndefined(scope: z.output<typeof scopeList>[number]) {
  return scope.description === undefined
    ? { value: scope.value }
    : { value: scope.value, description: scope.description }
}

/** `/resource-servers`: the APIs for which tokens are issued. The Management API itself cannot be changed. */
export function resourceServers(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const { resourceServers: records } = tenant.state
  const app = new Hono<TenantEnv>()
  const find = (id: string): ResourceServerRecord => {
    const server = records.get(id) ?? resourceServerByIdentifier(tenant, id)
    if (server === undefined) {
      throw refusal(404, 'The resource server does not exist', 'inexistent_resource_server')
    }
    return server
  }
  const findChangeable = (id: string): ResourceServerRecord => {
    const server = find(id)
    if (server.is_system) throw refusal(403, 'System resource servers cannot be changed')
    return server
  }

  app.get('/', allow('read:resource_servers'), (context) => {
    const query = readQuery(context, listQuery)
    const wanted = context.req.queries('identifiers')
    const items = [...records.values()].filter(
      ({ identifier }) => wanted?.includes(identifier) ?? true,
    )
    return listAnswer(context, query, { key: 'resource_servers', items, show })
  })
  app.get('/:id', allow('read:resource_servers'), (context) => {
    readQuery(context, pageQuery.pick({ include_fields: true }))
    return context.json(show(find(context.req.param('id'))))
  })
  app.post('/', allow('create:resource_servers'), async (context) => {
    const { identifier, ...body } = await readBody(context, createBody)
    if (resourceServerByIdentifier(tenant, identifier) !== undefined) {
      throw refusal(409, 'A resource server with the same identifier already exists.')
    }
    const id = tenant.ids.hex(12)
    const fresh = { id, identifier, name: identifier, is_system: false, scopes: [] }
    const server = merged({ ...fresh, settings: defaults }, body)
    records.set(id, server)
    auditApiCall(tenant, context, 'Create a resource server')
    return context.json(show(server), 201)
  })
  app.patch('/:id', allow('update:resource_servers'), async (context) => {
    const body = await readBody(context, patchBody)
    const server = merged(findChangeable(context.req.param('id')), body)
    records.set(server.id, server)
    auditApiCall(tenant, context, 'Update a resource server')
    return context.json(show(server))
  })
  app.delete('/:id', allow('delete:resource_servers'), (context) => {
    records.delete(findChangeable(context.req.param('id')).id)
    auditApiCall(tenant, context, 'Delete a resource server')
    return context.body(null, 204)
  })
  return app
}
