import { Readable } from 'node:stream'
import { type Context, Hono } from 'hono'
import { PodlinkError } from '../kernel/errors.ts'
import { parseDeliveryId } from '../kernel/ids.ts'
import { readPendingMigrations } from '../store/migrate.ts'
import { toAnswerResponse } from './answer-delivery.ts'
import { DELIVERY_PATH, EVENT_STREAM_PATH, LOG_STREAM_PATH } from './contract/delivery.ts'
import { ID_HEADER } from './contract/signature.ts'
import { toProblemResponse } from './http-errors.ts'
import { isPassing } from './keep-letter.ts'
import { limitWork, type WorkLimit } from './limit-work.ts'
import { createMetrics, type ReceiverMetrics } from './metrics.ts'
import type { Received } from './read-body.ts'
import { receiveDelivery, type Refusal, verifyDelivery } from './receive-delivery.ts'
import {
  receiveLogs,
  receiveStreamEvent,
  type StreamBody,
  type StreamReception,
  verifyStream,
} from './receive-stream.ts'
import type { IntakeDeps, ReceiverDeps } from './receiver-deps.ts'
import { recordInGroups } from './record-in-groups.ts'

/** About what ten connections of the pool finish while a login waits for its answer. */
const IN_FLIGHT_MAX = 1_000
/** Bodies of anybody, 64 KiB and 2 s each: 256 MiB at worst, and more strangers than may wait for a place of a sender. */
const READING_MAX = 4_000
/** Bodies of Auth0, 8 MiB each: 128 MiB at worst, and more than its streams send at once. */
const STREAMS_MAX = 16

const INTAKES: readonly string[] = [DELIVERY_PATH, EVENT_STREAM_PATH, LOG_STREAM_PATH]
const OVERLOADED: Refusal = { kind: 'refused', code: 'overloaded' }

/**
 * The receiver as one application: `POST /auth0/events` for the Actions, `POST /auth0/event-stream` and
 * `POST /auth0/log-stream` for Auth0's own streams, `GET /healthz` (the process runs), `GET /readyz` (it can record: the
 * database answers and is migrated, and there is room) and `GET /metrics`. Several may share a store.
 */
export function createReceiver(deps: ReceiverDeps): Hono {
  const metrics = createMetrics(deps)
  const app = new Hono()
  const intake: Intake = {
    deps: { ...deps, record: recordInGroups(deps) },
    metrics,
    reading: limitWork(deps.readingMax ?? READING_MAX),
    streams: limitWork(STREAMS_MAX),
    recording: limitWork(deps.inFlightMax ?? IN_FLIGHT_MAX),
  }
  app.post(DELIVERY_PATH, (c) => takeDelivery(intake, receivedIn(c)))
  app.post(EVENT_STREAM_PATH, (c) => takeStream(intake, receivedIn(c), receiveStreamEvent))
  app.post(LOG_STREAM_PATH, (c) => takeStream(intake, receivedIn(c), receiveLogs))
  app.get('/healthz', (c) => c.json({ status: 'alive' }))
  app.get('/readyz', async (c) => {
    const pendingMigrations = await readPendingMigrations(deps.store)
    const isFull = intake.recording.isFull()
    return pendingMigrations.length === 0 && !isFull
      ? c.json({ status: 'ready' })
      : c.json({ status: 'not_ready', pendingMigrations, isFull }, 503)
  })
  app.get('/metrics', async () => {
    const { contentType, text } = await metrics.render()
    return new Response(text, { headers: { 'content-type': contentType } })
  })
  app.notFound(() => toProblemResponse('not_found'))
  app.onError((error, c) => fail(intake, error, c))
  return app
}

type Intake = {
  readonly deps: IntakeDeps
  readonly metrics: ReceiverMetrics
  readonly reading: WorkLimit
  readonly streams: WorkLimit
  readonly recording: WorkLimit
}

/** `serve` hands on what Node received; an application that is called without it reads the request alone. */
function receivedIn(c: Context): Received {
  const env: unknown = c.env
  const isServed = typeof env === 'object' && env !== null && 'incoming' in env
  return {
    request: c.req.raw,
    incoming: isServed && env.incoming instanceof Readable ? env.incoming : undefined,
  }
}

/** Only what is verified counts against the places of the database, so that no stranger can fill them. */
async function takeDelivery(intake: Intake, received: Received): Promise<Response> {
  const { deps, metrics, reading, recording } = intake
  const delivery = (await reading.run(() => verifyDelivery(deps, received))) ?? OVERLOADED
  const reception =
    delivery.kind === 'refused'
      ? delivery
      : ((await recording.run(() => receiveDelivery(deps, delivery))) ?? OVERLOADED)
  if (reception.kind === 'refused') return refuse(intake, reception, received)
  metrics.countDelivery(reception.answer.status)
  return toAnswerResponse(reception.answer, {
    id: reception.id,
    secrets: deps.secrets,
    now: deps.now(),
  })
}

/** The places are for holders of the token: a stranger is refused before his body is read. */
async function takeStream(
  intake: Intake,
  received: Received,
  receive: (deps: IntakeDeps, body: StreamBody) => Promise<StreamReception>,
): Promise<Response> {
  const { deps, metrics, streams, recording } = intake
  const reception =
    (await streams.run(async () => {
      const body = await verifyStream(deps, received)
      return body.kind === 'refused' ? body : recording.run(() => receive(deps, body))
    })) ?? OVERLOADED
  if (reception.kind === 'refused') return refuse(intake, reception, received)
  const { recorded, skipped, kept } = reception
  metrics.countDelivery('recorded', recorded)
  metrics.countDelivery('skipped', skipped)
  metrics.countDelivery('kept', kept)
  return Response.json({ recorded, skipped, kept }, { headers: { 'cache-control': 'no-store' } })
}

function refuse(
  { deps, metrics }: Intake,
  { code, field }: Refusal,
  { request }: Received,
): Response {
  metrics.countDelivery(code)
  const line = { deliveryId: parseDeliveryId(request.headers.get(ID_HEADER)), code }
  // A sender that goes away while it sends needs nobody's attention.
  if (code === 'body_incomplete') deps.log.info(line, 'delivery broken off')
  else deps.log.warn(line, 'delivery refused')
  return toProblemResponse(code, field)
}

function fail({ deps, metrics }: Intake, error: Error, c: Context): Response {
  const code = isPassing(error) ? 'store_unavailable' : 'internal_error'
  if (INTAKES.includes(c.req.path)) metrics.countDelivery(code)
  deps.log.error(
    {
      deliveryId: parseDeliveryId(c.req.header(ID_HEADER)),
      code: error instanceof PodlinkError ? error.code : error.name,
      // Messages can quote values; the frames of a stack cannot.
      frames: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)),
    },
    'request failed',
  )
  return toProblemResponse(code)
}
