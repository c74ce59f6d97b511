import { describe, expect, it } from 'vitest'
import type { Answer } from './drive-tenant.ts'
import {
  answered,
  expected,
  named,
  nothing,
  refused,
  type RealAnswer,
  type World,
} from './real-answer.ts'

const moment: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
const streamId: unknown = expect.stringMatching(/^est_[a-zA-Z0-9]{22}$/)
const eventId: unknown = expect.stringMatching(/^evt_[a-zA-Z0-9]{22}$/)

const sink = {
  httpEndpoint: 'https://receiver.example.test/logs',
  httpAuthorization: 'Bearer stream-secret',
  httpContentType: 'application/json',
  httpContentFormat: 'JSONLINES',
  httpCustomHeaders: [{ header: 'x-key', value: 'hidden' }],
}
const filters = [{ type: 'category', name: 'auth.login.success' }]
const logStream = { name: 'audit', type: 'http', filters, isPriority: false, sink }
const shownLogStream = {
  ...logStream,
  id: expect.stringMatching(/^lst_[0-9a-f]+$/),
  status: 'active',
}

const logStreamAnswers: readonly RealAnswer[] = [
  {
    section: '3',
    what: 'an empty list of log streams is a bare list',
    ask: ({ api }) => api('GET', '/log-streams'),
    status: 200,
    body: [],
  },
  {
    section: '3, 6',
    what: 'POST log-streams is 200 and echoes the secrets of the sink',
    ask: ({ api }) => api('POST', '/log-streams', logStream),
    status: 200,
    body: shownLogStream,
  },
  {
    section: '3, 6',
    what: 'a later list has the secrets of the sink, too',
    ask: async ({ api }) => {
      await api('POST', '/log-streams', logStream)
      return api('GET', '/log-streams')
    },
    status: 200,
    body: [shownLogStream],
  },
]

const configuration = { webhook_endpoint: 'https://receiver.example.test/events' }
const subscriptions = [{ event_type: 'user.created' }]
const proofs = {
  bearer: { method: 'bearer', token: 'stream-secret' },
  basic: { method: 'basic', username: 'auth0', password: 'stream-secret' },
}

function webhook(webhook_authorization: object): object {
  return { type: 'webhook', configuration: { ...configuration, webhook_authorization } }
}

async function newStream({ api }: World): Promise<string> {
  const destination = webhook(proofs.bearer)
  const { body } = await api('POST', '/event-streams', {
    name: 'people',
    subscriptions,
    destination,
  })
  return `/event-streams/${String(body['id'])}`
}

const shownStream = {
  id: streamId,
  name: 'people',
  status: 'enabled',
  subscriptions,
  destination: webhook({ method: 'bearer' }),
  created_at: moment,
  updated_at: moment,
}

const eventStreamAnswers: readonly RealAnswer[] = [
  {
    section: '2, 6',
    what: 'GET of an event stream has only {"method":"bearer"}',
    ask: async (world) => world.api('GET', await newStream(world)),
    status: 200,
    body: shownStream,
  },
  {
    section: '2, 6',
    what: 'PATCH of an event stream has only {"method":"bearer"}',
    ask: async (world) =>
      world.api('PATCH', await newStream(world), { destination: webhook(proofs.bearer) }),
    status: 200,
    body: shownStream,
  },
  {
    section: '2',
    what: 'a basic authorization keeps its user name and loses its password',
    ask: async (world) =>
      world.api('PATCH', await newStream(world), { destination: webhook(proofs.basic) }),
    status: 200,
    body: { ...shownStream, destination: webhook({ method: 'basic', username: 'auth0' }) },
  },
  {
    section: '5.3',
    what: 'a list of event streams is a checkpoint page',
    ask: async (world) => {
      await newStream(world)
      return world.api('GET', '/event-streams?take=50')
    },
    status: 200,
    body: { eventStreams: [shownStream] },
  },
  {
    section: '2',
    what: 'pulling events is not modelled',
    ask: ({ api }) => api('GET', '/events'),
    status: 501,
    body: refused(501, 'Not Implemented', expect.any(String), 'sandbox_not_modelled'),
  },
]

// A 4xx fails at once.
const given: RealAnswer['given'] = { fetch: async () => new Response(null, { status: 410 }) }

async function tested(world: World) {
  const stream = await newStream(world)
  const test = await world.api('POST', `${stream}/test`, { event_type: 'user.created' })
  await world.tenant.idle()
  return { stream, test, event: String(test.body['id']) }
}

async function askFailed(
  world: World,
  ask: (paths: { readonly stream: string; readonly event: string }) => Promise<Answer>,
): Promise<Answer> {
  return ask(await tested(world))
}

const delivery = {
  id: eventId,
  event_stream_id: streamId,
  status: 'failed',
  event_type: 'user.created',
  attempts: [],
  event: {
    id: eventId,
    source: expect.stringMatching(/^urn:auth0:/),
    specversion: '1.0',
    type: 'user.created',
    time: moment,
    data: {
      object: expect.objectContaining({
        user_id: expect.any(String),
        created_at: moment,
        updated_at: moment,
        identities: expect.any(Array),
      }),
      context: expect.objectContaining({ tenant: expect.any(Object) }),
    },
  },
}
const attempt = {
  status: 'failed',
  timestamp: moment,
  error_message: expect.any(String),
  duration: expect.any(Number),
}
const failure = { ...delivery, attempts: [attempt] }
const wanted = {
  date_from: '2026-01-01T00:00:00Z',
  date_to: '2026-01-02T00:00:00Z',
  statuses: ['failed'],
  event_types: ['user.created'],
}

const deliveryAnswers: readonly RealAnswer[] = [
  {
    given,
    section: '2',
    what: 'a test is 202 with the event it sends and no attempt yet',
    ask: async (world) => (await tested(world)).test,
    status: 202,
    body: delivery,
  },
  {
    given,
    section: '2',
    what: 'deliveries list the failures with their attempts; a 4xx had only one',
    ask: (world) => askFailed(world, ({ stream }) => world.api('GET', `${stream}/deliveries`)),
    status: 200,
    body: { deliveries: [failure] },
  },
  {
    section: '2',
    what: 'deliveries are empty when everything arrived',
    given: { fetch: async () => new Response(null, { status: 204 }) },
    ask: (world) => askFailed(world, ({ stream }) => world.api('GET', `${stream}/deliveries`)),
    status: 200,
    body: { deliveries: [] },
  },
  {
    given,
    section: '2',
    what: 'a single failure is the same as in the list',
    ask: (world) =>
      askFailed(world, ({ stream, event }) => world.api('GET', `${stream}/deliveries/${event}`)),
    status: 200,
    body: failure,
  },
  {
    given,
    section: '2',
    what: 'redelivering many is 202 with what was asked for',
    ask: (world) =>
      askFailed(world, ({ stream }) => world.api('POST', `${stream}/redeliver`, wanted)),
    status: 202,
    body: wanted,
  },
  {
    given,
    section: '2',
    what: 'redelivering takes no sub-seconds',
    ask: (world) => {
      const body = { date_from: '2026-01-01T00:00:00.000Z' }
      return askFailed(world, ({ stream }) => world.api('POST', `${stream}/redeliver`, body))
    },
    status: 400,
    body: refused(400, 'Bad Request', expect.stringContaining('date_from'), 'invalid_body'),
  },
  {
    given,
    section: '2',
    what: 'redelivering one is 202 without a body',
    ask: (world) =>
      askFailed(world, ({ stream, event }) => world.api('POST', `${stream}/redeliver/${event}`)),
    status: 202,
    body: nothing,
  },
]

describe('the answers of a real tenant about streams', () => {
  const rows = [...logStreamAnswers, ...eventStreamAnswers, ...deliveryAnswers]

  it.each(named(rows))('%s', async (_name, row) => {
    expect(await answered(row)).toEqual(expected(row))
  })
})
