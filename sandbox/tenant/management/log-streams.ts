import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { readBody } from '../core/read-request.ts'
import { notModelled, refusal } from '../core/refusal.ts'
import { logCategories } from '../streams/log-categories.ts'
import { logContentFormats, type LogStreamRecord } from '../streams/stream-records.ts'
import type { TenantContext } from '../tenant-context.ts'
import { auditApiCall } from './audit-api-call.ts'

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,128}$/, 'Invalid header name')
const sinkField = z.strictObject({
  httpEndpoint: z.url({ protocol: /^https?$/ }),
  httpAuthorization: z.string().optional(),
  httpContentType: z.string().min(1).optional(),
  httpContentFormat: z.enum(logContentFormats).optional(),
  httpCustomHeaders: z.array(z.strictObject({ header: headerName, value: z.string() })).optional(),
})
const shape = {
  name: z.string().min(1).max(255).optional(),
  isPriority: z.boolean().optional(),
  filters: z
    .array(z.strictObject({ type: z.literal('category'), name: z.enum(logCategories) }))
    .optional(),
}
const createBody = z.strictObject({
  ...shape,
  type: z.literal('http'),
  sink: sinkField,
  startFrom: z.iso.datetime({ offset: true }).optional(),
})
const patchBody = z.strictObject({
  ...shape,
  sink: sinkField.optional(),
  status: z.enum(['active', 'paused']).optional(),
})
const anyStream = z.looseObject({
  type: z
    .enum(['http', 'eventbridge', 'eventgrid', 'datadog', 'splunk', 'sumo', 'segment', 'mixpanel'])
    .optional(),
  pii_config: z.unknown().optional(),
})

/** Other sinks have other fields, so they are told apart before the body is checked. */
async function refuseOtherStreams(context: Context): Promise<void> {
  const { type = 'http', pii_config } = await readBody(context, anyStream)
  if (type !== 'http') throw notModelled(`log streams of the type ${type}`)
  if (pii_config !== undefined) throw notModelled('hiding personal data in log streams')
}

function findLogStream(tenant: TenantContext, id: string): LogStreamRecord {
  const stream = tenant.state.logStreams.get(id)
  if (stream !== undefined) return stream
  throw refusal(404, 'The log stream does not exist', 'inexistent_log_stream')
}

function refuseTakenName(tenant: TenantContext, name: string, exceptId?: string): void {
  const isTaken = [...tenant.state.logStreams.values()].some(
    (stream) => stream.name === name && stream.id !== exceptId,
  )
  if (isTaken) {
    throw refusal(409, `A log stream named ${name} already exists`, 'log_stream_conflict')
  }
}

async function postStream(tenant: TenantContext, context: Context<TenantEnv>): Promise<Response> {
  await refuseOtherStreams(context)
  const body = await readBody(context, createBody)
  const id = `lst_${tenant.ids.hex(8)}`
  const { name = id, isPriority = false, filters = [], sink, startFrom } = body
  refuseTakenName(tenant, name)
  const stream: LogStreamRecord = {
    id,
    name,
    type: 'http',
    status: 'active',
    isPriority,
    filters,
    sink,
  }
  tenant.state.logStreams.set(id, stream)
  tenant.logStreams.open(id, startFrom === undefined ? null : Date.parse(startFrom))
  auditApiCall(tenant, context, 'Create a Log Stream')
  return context.json(stream)
}

async function patchStream(tenant: TenantContext, context: Context<TenantEnv>): Promise<Response> {
  const { id } = findLogStream(tenant, context.req.param('id') ?? '')
  await refuseOtherStreams(context)
  const { name, isPriority, filters, sink, status } = await readBody(context, patchBody)
  if (name !== undefined) refuseTakenName(tenant, name, id)
  // Looked up after the body was read, since failing may have paused the stream meanwhile.
  const old = findLogStream(tenant, id)
  const stream: LogStreamRecord = {
    ...old,
    name: name ?? old.name,
    isPriority: isPriority ?? old.isPriority,
    filters: filters ?? old.filters,
    sink: sink ?? old.sink,
    status: status ?? old.status,
  }
  tenant.state.logStreams.set(id, stream)
  tenant.logStreams.wake(id)
  auditApiCall(tenant, context, 'Update a Log Stream')
  return context.json(stream)
}

/** `/log-streams`: custom webhooks alone; creating answers 200 and echoes the sink, secrets included, as Auth0 does. */
export function logStreams(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const { logStreams: records } = tenant.state
  const app = new Hono<TenantEnv>()
  app.get('/', allow('read:log_streams'), (context) => context.json([...records.values()]))
  app.get('/:id', allow('read:log_streams'), (context) =>
    context.json(findLogStream(tenant, context.req.param('id'))),
  )
  app.post('/', allow('create:log_streams'), (context) => postStream(tenant, context))
  app.patch('/:id', allow('update:log_streams'), (context) => patchStream(tenant, context))
  app.delete('/:id', allow('delete:log_streams'), (context) => {
    const id = context.req.param('id')
    if (records.delete(id)) {
      tenant.logStreams.forget(id)
      auditApiCall(tenant, context, 'Delete a Log Stream')
    }
    return context.body(null, 204)
  })
  return app
}
