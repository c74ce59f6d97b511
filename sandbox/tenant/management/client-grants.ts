import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { checkpointQuery, listAnswer } from '../core/paging.ts'
import { readBody, readQuery, settingsShape } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientGrantRecord } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { toJsonObject } from './json-object.ts'
import { resourceServerByIdentifier } from './resource-servers.ts'

const shape = settingsShape([
  'organization_usage',
  'allow_any_organization',
  'authorization_details_types',
  'allow_all_scopes',
])
const createBody = z.strictObject({
  ...shape,
  client_id: z.string().min(1),
  audience: z.string().min(1),
  scope: z.array(z.string()),
  subject_type: z.literal('client').optional(),
})
const patchBody = z.strictObject({ ...shape, scope: z.array(z.string()).optional() })
const unmodelledFilters = ['allow_any_organization', 'subject_type', 'default_for']
const listQuery = checkpointQuery.extend({
  audience: z.string().optional(),
  client_id: z.string().optional(),
})

function show({ settings, ...grant }: ClientGrantRecord): object {
  return { subject_type: 'client', ...settings, ...grant }
}

function checkScopes(tenant: TenantContext, audience: string, scope: readonly string[]): void {
  const server = resourceServerByIdentifier(tenant, audience)
  if (server === undefined) {
    throw refusal(404, `Resource server not found: ${audience}`, 'inexistent_resource_server')
  }
  const known = new Set(server.scopes.map(({ value }) => value))
  const unknown = scope.find((value) => !known.has(value))
  if (unknown === undefined) return
  throw refusal(400, `Scope '${unknown}' is not defined in the resource server`, 'invalid_scope')
}

async function postGrant(tenant: TenantContext, context: Context<TenantEnv>): Promise<Response> {
  const { client_id, audience, scope, ...settings } = await readBody(context, createBody, [
    'default_for',
  ])
  const { clients, clientGrants: records } = tenant.state
  if (!clients.has(client_id)) throw refusal(404, 'The client does not exist', 'inexistent_client')
  checkScopes(tenant, audience, scope)
  const isTaken = [...records.values()].some(
    (grant) => grant.client_id === client_id && grant.audience === audience,
  )
  if (isTaken) throw refusal(409, 'A grant for this client and audience already exists.')
  const id = `cgr_${tenant.ids.word(16)}`
  const grant = { id, client_id, audience, scope, settings: toJsonObject(settings) }
  records.set(id, grant)
  auditApiCall(tenant, context, 'Create client grant')
  return context.json(show(grant), 201)
}

/** `/client-grants`: which machine may ask a token for which API, and with which scopes. */
export function clientGrants(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const { clientGrants: records } = tenant.state
  const app = new Hono<TenantEnv>()
  const find = (id: string): ClientGrantRecord => {
    const grant = records.get(id)
    if (grant === undefined) {
      throw refusal(404, 'The client grant does not exist', 'inexistent_client_grant')
    }
    return grant
  }

  app.get('/', allow('read:client_grants'), (context) => {
    const query = readQuery(context, listQuery, unmodelledFilters)
    const items = [...records.values()].filter(
      (grant) =>
        (query.audience ?? grant.audience) === grant.audience &&
        (query.client_id ?? grant.client_id) === grant.client_id,
    )
    return listAnswer(context, query, { key: 'client_grants', items, show, idOf: (g) => g.id })
  })
  app.get('/:id', allow('read:client_grants'), (context) =>
    context.json(show(find(context.req.param('id')))),
  )
  app.post('/', allow('create:client_grants'), (context) => postGrant(tenant, context))
  app.patch('/:id', allow('update:client_grants'), async (context) => {
    const body = await readBody(context, patchBody)
    const old = find(context.req.param('id'))
    const { scope = old.scope, ...settings } = body
    checkScopes(tenant, old.audience, scope)
    const grant = { ...old, scope, settings: { ...old.settings, ...toJsonObject(settings) } }
    records.set(old.id, grant)
    auditApiCall(tenant, context, 'Update client grant')
    return context.json(show(grant))
  })
  app.delete('/:id', allow('delete:client_grants'), (context) => {
    records.delete(find(context.req.param('id')).id)
    auditApiCall(tenant, context, 'Delete client grant')
    return context.body(null, 204)
  })
  return app
}
