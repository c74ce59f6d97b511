import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { listAnswer } from '../core/paging.ts'
import { jsonSchema, readBody, readQuery } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import type { CloudEvent, FailedDelivery } from '../streams/stream-records.ts'
import { cloudEvent, sampleEventData } from '../streams/user-event.ts'
import type { TenantContext } from '../tenant-context.ts'
import { auditApiCall } from './audit-api-call.ts'
import { eventTypeField, modelledEventType } from './event-stream-fields.ts'
import { findEventStream, streamPageQuery } from './event-streams.ts'

const wholeSecond = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'Not an RFC-3339 date-time without sub-seconds')
  .optional()
const statusField = z.enum(['failed'])
const testBody = z.strictObject({
  event_type: modelledEventType,
  data: z.record(z.string(), jsonSchema).optional(),
})
const redeliverBody = z.strictObject({
  date_from: wholeSecond,
  date_to: wholeSecond,
  statuses: z.array(statusField).optional(),
  event_types: z.array(eventTypeField).optional(),
})
type Filter = z.output<typeof redeliverBody>

const commaSeparated = z.string().transform((text) => text.split(','))
const deliveriesQuery = streamPageQuery.extend({
  // What a page ends with: the place of its last failure, which stays valid when that one is redelivered meanwhile.
  from: z
    .string()
    .regex(/^\d{1,12}$/, 'Invalid cursor')
    .optional(),
  date_from: wholeSecond,
  date_to: wholeSecond,
  statuses: commaSeparated.pipe(z.array(statusField)).optional(),
  event_types: commaSeparated.pipe(z.array(eventTypeField)).optional(),
})

/** Every recorded delivery has failed, so `statuses` only matters when it names none. */
function matches({ event, event_type }: FailedDelivery, filter: Filter): boolean {
  const { date_from, date_to, statuses, event_types } = filter
  const atMs = Date.parse(event.time)
  return (
    (date_from === undefined || atMs >= Date.parse(date_from)) &&
    (date_to === undefined || atMs < Date.parse(date_to)) &&
    statuses?.length !== 0 &&
    (event_types === undefined || event_types.some((type) => type === event_type))
  )
}

/** The event as the SDKs declare it here: without the fields that only its receiver is known to see. */
function showEvent({ id, source, specversion, type, time, data }: CloudEvent): object {
  return { id, source, specversion, type, time, data }
}

function show({ sequence: _place, event, ...delivery }: FailedDelivery): object {
  return { ...delivery, event: showEvent(event) }
}

function listDeliveries(tenant: TenantContext, context: Context<TenantEnv>): Response {
  const stream = findEventStream(tenant, context.req.param('id') ?? '')
  const { from = '0', take = '50', ...filter } = readQuery(context, deliveriesQuery)
  const items = tenant.eventStreams.failures
    .list(stream.id)
    .filter((one) => one.sequence > Number(from) && matches(one, filter))
  const idOf = ({ sequence }: FailedDelivery) => String(sequence)
  return listAnswer(context, { take }, { key: 'deliveries', items, show, idOf })
}

function findFailure(tenant: TenantContext, context: Context<TenantEnv>): FailedDelivery {
  const stream = findEventStream(tenant, context.req.param('id') ?? '')
  const eventId = context.req.param('event_id') ?? ''
  const failure = tenant.eventStreams.failures.find(stream.id, eventId)
  if (failure !== undefined) return failure
  throw refusal(404, 'No failed delivery of this event is known', 'inexistent_event_delivery')
}

/** `/event-streams/{id}/deliveries`: the failures alone; what arrived is not remembered. */
export function eventDeliveries(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.get('/:id/deliveries', allow('read:event_deliveries'), (context) =>
    listDeliveries(tenant, context),
  )
  app.get('/:id/deliveries/:event_id', allow('read:event_deliveries'), (context) =>
    context.json(show(findFailure(tenant, context))),
  )
  app.post('/:id/redeliver', allow('update:event_deliveries'), async (context) => {
    const { id } = findEventStream(tenant, context.req.param('id'))
    const filter = await readBody(context, redeliverBody)
    const { failures, redeliver } = tenant.eventStreams
    const chosen = failures.list(id).filter((one) => matches(one, filter))
    for (const failure of chosen) redeliver(id, failure.id)
    auditApiCall(tenant, context, 'Redeliver failed events')
    return context.json(filter, 202)
  })
  app.post('/:id/redeliver/:event_id', allow('update:event_deliveries'), (context) => {
    const { id, event_stream_id } = findFailure(tenant, context)
    if (!tenant.eventStreams.redeliver(event_stream_id, id)) {
      throw refusal(409, 'The event is being redelivered already', 'event_redelivery_conflict')
    }
    auditApiCall(tenant, context, 'Redeliver a single failed event')
    return context.body(null, 202)
  })
  return app
}

/** `/event-streams/{id}/test`: sends one event with `a0purpose: "test"`; a disabled stream sends none. */
export function eventStreamTests(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.post('/:id/test', allow('update:event_streams'), async (context) => {
    const { event_type, data } = await readBody(context, testBody)
    const stream = findEventStream(tenant, context.req.param('id'))
    if (stream.status === 'disabled') {
      throw refusal(400, 'The event stream is disabled', 'event_stream_disabled')
    }
    const content = data ?? sampleEventData(tenant, event_type)
    const test = { ...cloudEvent(tenant, event_type, content), a0purpose: 'test' as const }
    const event = tenant.eventStreams.send(stream, test)
    auditApiCall(tenant, context, 'Send a test event')
    // "failed" is the only status the API declares, and the attempts are still to come.
    const { id } = event
    const delivery = { id, event_stream_id: stream.id, status: 'failed', event_type }
    return context.json({ ...delivery, attempts: [], event: showEvent(event) }, 202)
  })
  return app
}
