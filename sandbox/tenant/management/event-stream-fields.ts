import { z } from 'zod'
import { readBody } from '../core/read-request.ts'
import { notModelled } from '../core/refusal.ts'
import type { Context } from 'hono'
import type { EventStreamRecord, WebhookAuthorization } from '../streams/stream-records.ts'
import { userEventTypes } from '../streams/user-event.ts'

const foreignEventTypes = [
  'organization.created',
  'organization.updated',
  'organization.deleted',
  'organization.member.added',
  'organization.member.deleted',
  'organization.member.role.assigned',
  'organization.member.role.deleted',
  'organization.connection.added',
  'organization.connection.removed',
  'organization.connection.updated',
  'organization.group.role.assigned',
  'organization.group.role.deleted',
  'group.created',
  'group.updated',
  'group.deleted',
  'group.member.added',
  'group.member.deleted',
  'group.role.assigned',
  'group.role.deleted',
  'connection.created',
  'connection.updated',
  'connection.deleted',
] as const

/** Every event type Auth0 has, as a field of a body. */
export const eventTypeField = z.enum([...userEventTypes, ...foreignEventTypes])

/** A user event; any other type is known and not modelled. */
export const modelledEventType = eventTypeField.transform((type) => {
  const found = userEventTypes.find((one) => one === type)
  if (found === undefined) throw notModelled(`events of the type ${type}`)
  return found
})

const secret = z.string().min(1).max(4096)
const headerName = z.string().regex(/^[A-Za-z0-9-]{1,128}$/, 'Invalid header name')
const authorizationField = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('basic'),
    username: z.string().min(1).max(128),
    password: secret.optional(),
  }),
  z.strictObject({ method: z.literal('bearer'), token: secret.optional() }),
  z.strictObject({
    method: z.literal('custom_header'),
    header_key: headerName,
    header_value: secret.optional(),
  }),
])

const destinationField = z.strictObject({
  type: z.literal('webhook'),
  configuration: z.strictObject({
    webhook_endpoint: z.url({ protocol: /^https?$/ }),
    webhook_authorization: authorizationField,
  }),
})

const shape = {
  name: z.string().min(1).max(128).optional(),
  subscriptions: z.array(z.strictObject({ event_type: modelledEventType })).optional(),
  status: z.enum(['enabled', 'disabled']).optional(),
}
const createBody = z.strictObject({ ...shape, destination: destinationField })
const patchBody = z.strictObject({ ...shape, destination: destinationField.optional() })
const anyDestination = z.looseObject({
  destination: z.looseObject({ type: z.enum(['webhook', 'action', 'eventbridge']) }).optional(),
})

/** The body of a new stream. */
export type NewEventStream = z.output<typeof createBody>
/** The body of a change. */
export type EventStreamPatch = z.output<typeof patchBody>
type SentAuthorization = z.output<typeof authorizationField>

/** Other destinations have other fields, so they are told apart before the body is checked. */
async function refuseOtherDestinations(context: Context): Promise<void> {
  const type = (await readBody(context, anyDestination)).destination?.type
  if (type !== undefined && type !== 'webhook') {
    throw notModelled(`event streams with the destination ${type}`)
  }
}

/** @throws 501 for another destination than a webhook and for events that are not about users. */
export async function readNewEventStream(context: Context): Promise<NewEventStream> {
  await refuseOtherDestinations(context)
  return readBody(context, createBody)
}

/** @throws 501 as for a new stream. */
export async function readEventStreamPatch(context: Context): Promise<EventStreamPatch> {
  await refuseOtherDestinations(context)
  return readBody(context, patchBody)
}

/** What was sent, with the stored secret where the same kind of proof came without one; null when it has none. */
export function completeAuthorization(
  sent: SentAuthorization,
  stored: WebhookAuthorization | null,
): WebhookAuthorization | null {
  switch (sent.method) {
    case 'basic': {
      const password = sent.password ?? (stored?.method === 'basic' ? stored.password : undefined)
      return password === undefined ? null : { ...sent, password }
    }
    case 'bearer': {
      const token = sent.token ?? (stored?.method === 'bearer' ? stored.token : undefined)
      return token === undefined ? null : { ...sent, token }
    }
    case 'custom_header': {
      const kept = stored?.method === 'custom_header' ? stored.header_value : undefined
      const header_value = sent.header_value ?? kept
      return header_value === undefined ? null : { ...sent, header_value }
    }
  }
}

function showAuthorization(proof: WebhookAuthorization): object {
  switch (proof.method) {
    case 'basic':
      return { method: proof.method, username: proof.username }
    case 'bearer':
      return { method: proof.method }
    case 'custom_header':
      return { method: proof.method, header_key: proof.header_key }
  }
}

/** The stream as the Management API shows it; secrets are write-only (auth0-facts, section 6). */
export function showEventStream(stream: EventStreamRecord): object {
  const { webhook_endpoint, webhook_authorization: proof, subscriptions, ...shown } = stream
  const configuration = { webhook_endpoint, webhook_authorization: showAuthorization(proof) }
  return {
    ...shown,
    subscriptions: subscriptions.map((event_type) => ({ event_type })),
    destination: { type: 'webhook', configuration },
  }
}
