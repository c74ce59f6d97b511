import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { checkpointQuery, listAnswer } from '../core/paging.ts'
import { readQuery } from '../core/read-request.ts'
import { invalidBody, refusal } from '../core/refusal.ts'
import { failuresInTotalMax } from '../streams/failure-count.ts'
import type { EventStreamRecord } from '../streams/stream-records.ts'
import { isoNow, type TenantContext } from '../tenant-context.ts'
import { auditApiCall } from './audit-api-call.ts'
import {
  completeAuthorization,
  readEventStreamPatch,
  readNewEventStream,
  showEventStream,
  type EventStreamPatch,
  type NewEventStream,
} from './event-stream-fields.ts'

/** How a list is read on: at most 100 at a time. */
export const streamPageQuery = checkpointQuery.pick({ from: true }).extend({
  take: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'Value out of range')
    .optional(),
})

/** @throws 404 when there is no such stream. */
export function findEventStream(tenant: TenantContext, id: string): EventStreamRecord {
  const stream = tenant.state.eventStreams.get(id)
  if (stream !== undefined) return stream
  throw refusal(404, 'The event stream does not exist', 'inexistent_event_stream')
}

function refuseTakenName(tenant: TenantContext, name: string, exceptId?: string): void {
  const isTaken = [...tenant.state.eventStreams.values()].some(
    (stream) => stream.name === name && stream.id !== exceptId,
  )
  if (isTaken) {
    throw refusal(409, `An event stream named ${name} already exists`, 'event_stream_conflict')
  }
}

function webhookFields(
  { configuration }: NewEventStream['destination'],
  stored: EventStreamRecord['webhook_authorization'] | null,
): Pick<EventStreamRecord, 'webhook_endpoint' | 'webhook_authorization'> {
  const { webhook_endpoint, webhook_authorization: sent } = configuration
  const webhook_authorization = completeAuthorization(sent, stored)
  if (webhook_authorization !== null) return { webhook_endpoint, webhook_authorization }
  throw invalidBody(`The authorization method ${sent.method} needs its secret'`)
}

async function postStream(tenant: TenantContext, context: Context<TenantEnv>): Promise<Response> {
  const body = await readNewEventStream(context)
  const id = `est_${tenant.ids.word(22)}`
  const { name = id, subscriptions = [], status = 'enabled' } = body
  refuseTakenName(tenant, name)
  const at = isoNow(tenant)
  const stream: EventStreamRecord = {
    id,
    name,
    status,
    subscriptions: subscriptions.map(({ event_type }) => event_type),
    ...webhookFields(body.destination, null),
    created_at: at,
    updated_at: at,
  }
  tenant.state.eventStreams.set(id, stream)
  auditApiCall(tenant, context, 'Create an event stream')
  return context.json(showEventStream(stream), 201)
}

function checkStatus(tenant: TenantContext, old: EventStreamRecord, patch: EventStreamPatch): void {
  if (patch.status !== 'enabled' || old.status === 'enabled') return
  if (tenant.eventStreams.failures.count(old.id) >= failuresInTotalMax) {
    const message = `The event stream has ${failuresInTotalMax} failed deliveries or more; redeliver them first`
    throw refusal(400, message, 'event_stream_failures')
  }
  tenant.eventStreams.startAfresh(old.id)
}

async function patchStream(tenant: TenantContext, context: Context<TenantEnv>): Promise<Response> {
  const { id } = findEventStream(tenant, context.req.param('id') ?? '')
  const patch = await readEventStreamPatch(context)
  if (patch.name !== undefined) refuseTakenName(tenant, patch.name, id)
  // Looked up after the body was read, since a delivery may have disabled the stream meanwhile.
  const old = findEventStream(tenant, id)
  const { name = old.name, status = old.status, subscriptions, destination } = patch
  const keepsSecret = tenant.unknown.secretWithoutValue === 'keeps'
  const stored = keepsSecret ? old.webhook_authorization : null
  const webhook = destination && webhookFields(destination, stored)
  checkStatus(tenant, old, patch)
  const stream: EventStreamRecord = {
    ...old,
    ...webhook,
    name,
    status,
    subscriptions: subscriptions?.map(({ event_type }) => event_type) ?? old.subscriptions,
    updated_at: isoNow(tenant),
  }
  tenant.state.eventStreams.set(id, stream)
  auditApiCall(tenant, context, 'Update an event stream')
  return context.json(showEventStream(stream))
}

/** `/event-streams`: webhooks alone; another destination is refused as not modelled. */
export function eventStreams(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const { eventStreams: records } = tenant.state
  const app = new Hono<TenantEnv>()
  app.get('/', allow('read:event_streams'), (context) => {
    const query = { take: '50', ...readQuery(context, streamPageQuery) }
    const items = [...records.values()]
    const key = 'eventStreams'
    return listAnswer(context, query, { key, items, show: showEventStream, idOf: ({ id }) => id })
  })
  app.get('/:id', allow('read:event_streams'), (context) =>
    context.json(showEventStream(findEventStream(tenant, context.req.param('id')))),
  )
  app.post('/', allow('create:event_streams'), (context) => postStream(tenant, context))
  app.patch('/:id', allow('update:event_streams'), (context) => patchStream(tenant, context))
  app.delete('/:id', allow('delete:event_streams'), (context) => {
    const id = context.req.param('id')
    // Deleting what is not there is a success: no 404 is declared for it.
    if (records.delete(id)) {
      tenant.eventStreams.forget(id)
      auditApiCall(tenant, context, 'Delete an event stream')
    }
    return context.body(null, 204)
  })
  return app
}
