import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { checkpointQuery, listAnswer, pickFields } from '../core/paging.ts'
import { jsonSchema, readBody, readQuery, settingsShape } from '../core/read-request.ts'
import { notModelled, refusal } from '../core/refusal.ts'
import { isoNow, type TenantContext } from '../tenant-context.ts'
import type { ConnectionRecord, JsonObject } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { toJsonObject } from './json-object.ts'

/** Options that a new database connection has unless it is given others, as recorded. */
export const databaseOptions: JsonObject = {
  passwordPolicy: 'good',
  strategy_version: 2,
  brute_force_protection: true,
  mfa: { active: true, return_enroll_settings: true },
}

const shape = {
  ...settingsShape([
    'display_name',
    'is_domain_connection',
    'show_as_button',
    'realms',
    'metadata',
    'authentication',
    'connected_accounts',
    'cross_app_access_requesting_app',
    'cross_app_access_resource_app',
  ]),
  options: z.record(z.string(), jsonSchema).optional(),
  enabled_clients: z.array(z.string()).optional(),
}
const patchBody = z.strictObject(shape)
const createBody = z.strictObject({
  ...shape,
  name: z.string().regex(/^[A-Za-z0-9](-?[A-Za-z0-9])*$/, 'Invalid connection name'),
  strategy: z.string().min(1),
})
const clientsBody = z
  .array(z.strictObject({ client_id: z.string(), status: z.boolean() }))
  .min(1)
  .max(50)
const listQuery = checkpointQuery.extend({
  strategy: z.string().optional(),
  name: z.string().optional(),
  domain_alias: z.string().optional(),
})

/** The connection with this name, or undefined. */
export function connectionByName(
  tenant: Pick<TenantContext, 'state'>,
  name: string,
): ConnectionRecord | undefined {
  return [...tenant.state.connections.values()].find((connection) => connection.name === name)
}

function show({ settings, ...connection }: ConnectionRecord): object {
  return { is_domain_connection: false, realms: [connection.name], ...settings, ...connection }
}

function find(tenant: TenantContext, id: string): ConnectionRecord {
  const connection = tenant.state.connections.get(id)
  if (connection === undefined) {
    throw refusal(404, 'The connection does not exist', 'inexistent_connection')
  }
  return connection
}

async function postConnection(
  tenant: TenantContext,
  context: Context<TenantEnv>,
): Promise<Response> {
  const body = await readBody(context, createBody)
  const { name, strategy, options = {}, enabled_clients = [], ...settings } = body
  if (strategy !== 'auth0') throw notModelled(`connections of strategy ${strategy}`)
  if (connectionByName(tenant, name) !== undefined) {
    throw refusal(409, 'A connection with the same name already exists', 'connection_conflict')
  }
  const connection: ConnectionRecord = {
    id: `con_${tenant.ids.word(16)}`,
    name,
    strategy,
    options: { ...databaseOptions, ...toJsonObject(options) },
    enabled_clients,
    settings: toJsonObject(settings),
  }
  tenant.state.connections.set(connection.id, connection)
  auditApiCall(tenant, context, 'Create a connection')
  return context.json(show(connection), 201)
}

/** Options are replaced whole, never merged. */
function patchedConnection(
  old: ConnectionRecord,
  change: z.output<typeof patchBody>,
): ConnectionRecord {
  const { options, enabled_clients, ...settings } = change
  return {
    ...old,
    options: options === undefined ? old.options : toJsonObject(options),
    enabled_clients: enabled_clients ?? old.enabled_clients,
    settings: { ...old.settings, ...toJsonObject(settings) },
  }
}

/** `/connections`: database connections alone; another strategy is refused as not modelled. */
export function connections(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const { connections: records } = tenant.state
  const app = new Hono<TenantEnv>()

  app.get('/', allow('read:connections'), (context) => {
    const query = readQuery(context, listQuery)
    const strategies = context.req.queries('strategy')
    const items = [...records.values()].filter(
      (connection) =>
        (query.name ?? connection.name) === connection.name &&
        (strategies === undefined || strategies.includes(connection.strategy)),
    )
    return listAnswer(context, query, { key: 'connections', items, show, idOf: (c) => c.id })
  })
  app.get('/:id', allow('read:connections'), (context) => {
    const query = readQuery(context, checkpointQuery.pick({ fields: true, include_fields: true }))
    return context.json(pickFields(show(find(tenant, context.req.param('id'))), query))
  })
  app.post('/', allow('create:connections'), (context) => postConnection(tenant, context))
  app.patch('/:id', allow('update:connections'), async (context) => {
    const body = await readBody(context, patchBody)
    const connection = patchedConnection(find(tenant, context.req.param('id')), body)
    records.set(connection.id, connection)
    auditApiCall(tenant, context, 'Update a connection')
    return context.json(show(connection))
  })
  app.delete('/:id', allow('delete:connections'), (context) => {
    const { id, name } = find(tenant, context.req.param('id'))
    records.delete(id)
    for (const user of tenant.state.users.values()) {
      if (user.connection === name) tenant.state.users.delete(user.user_id)
    }
    auditApiCall(tenant, context, 'Delete a connection')
    return context.json({ deleted_at: isoNow(tenant) }, 202)
  })
  return app
}

/** `/connections/{id}/clients`: which applications may use the connection. */
export function connectionClients(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.get('/:id/clients', allow('read:connections'), (context) => {
    const query = readQuery(context, checkpointQuery.pick({ from: true, take: true }))
    const items = find(tenant, context.req.param('id')).enabled_clients
    return listAnswer(
      context,
      { take: '50', ...query },
      { key: 'clients', items, show: (client_id) => ({ client_id }), idOf: (id) => id },
    )
  })
  app.patch('/:id/clients', allow('update:connections'), async (context) => {
    const body = await readBody(context, clientsBody)
    const connection = find(tenant, context.req.param('id'))
    const unknown = body.find(({ client_id }) => !tenant.state.clients.has(client_id))
    if (unknown !== undefined) {
      throw refusal(400, `The client ${unknown.client_id} does not exist`, 'inexistent_client')
    }
    const enabled = new Set(connection.enabled_clients)
    for (const { client_id, status } of body) {
      if (status) enabled.add(client_id)
      else enabled.delete(client_id)
    }
    tenant.state.connections.set(connection.id, { ...connection, enabled_clients: [...enabled] })
    auditApiCall(tenant, context, 'Update enabled clients of a connection')
    return context.body(null, 204)
  })
  return app
}
