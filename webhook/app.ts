import { type Context, Hono } from 'hono'
import { PodlinkError } from '../kernel/errors.ts'
import { parseDeliveryId } from '../kernel/ids.ts'
import { readPendingMigrations } from '../store/migrate.ts'
import { toAnswerResponse } from './answer-delivery.ts'
import { DELIVERY_PATH } from './contract/delivery.ts'
import { ID_HEADER } from './contract/signature.ts'
import { toProblemResponse } from './http-errors.ts'
import { limitWork, type WorkLimit } from './limit-work.ts'
import { createMetrics, type ReceiverMetrics } from './metrics.ts'
import { receiveDelivery, type Refusal, verifyDelivery } from './receive-delivery.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

/** About what ten connections of the pool finish while a login waits for its answer. */
const IN_FLIGHT_MAX = 1_000
/** Bodies of anybody, 64 KiB and 2 s each: 256 MiB at worst, and more strangers than may wait for a place of a sender. */
const READING_MAX = 4_000

const OVERLOADED: Refusal = { kind: 'refused', code: 'overloaded' }

/**
 * The receiver as one application: `POST /auth0/events`, `GET /healthz` (the process runs), `GET /readyz` (it can record:
 * the database answers and is migrated) and `GET /metrics`. Several may share a store.
 */
export function createReceiver(deps: ReceiverDeps): Hono {
  const metrics = createMetrics(deps)
  const app = new Hono()
  const limits = {
    reading: limitWork(deps.readingMax ?? READING_MAX),
    recording: limitWork(deps.inFlightMax ?? IN_FLIGHT_MAX),
  }
  app.post(DELIVERY_PATH, (c) => answer(deps, metrics, limits, c.req.raw))
  app.get('/healthz', (c) => c.json({ status: 'alive' }))
  app.get('/readyz', async (c) => {
    const pending = await readPendingMigrations(deps.store)
    return pending.length === 0
      ? c.json({ status: 'ready' })
      : c.json({ status: 'not_ready', pendingMigrations: pending }, 503)
  })
  app.get('/metrics', async () => {
    const { contentType, text } = await metrics.render()
    return new Response(text, { headers: { 'content-type': contentType } })
  })
  app.notFound(() => toProblemResponse('not_found'))
  app.onError((error, c) => fail(deps, metrics, error, c))
  return app
}

type Limits = { readonly reading: WorkLimit; readonly recording: WorkLimit }

/** Only what is verified counts against the places of the database, so that no stranger can fill them. */
async function answer(
  deps: ReceiverDeps,
  metrics: ReceiverMetrics,
  limits: Limits,
  request: Request,
): Promise<Response> {
  const delivery = (await limits.reading(() => verifyDelivery(deps, request))) ?? OVERLOADED
  const reception =
    delivery.kind === 'refused'
      ? delivery
      : ((await limits.recording(() => receiveDelivery(deps, delivery))) ?? OVERLOADED)
  if (reception.kind === 'refused') return refuse(deps, metrics, reception, request)
  metrics.countDelivery(reception.answer.status)
  return toAnswerResponse(reception.answer, {
    id: reception.id,
    secrets: deps.secrets,
    now: deps.now(),
  })
}

function refuse(
  deps: ReceiverDeps,
  metrics: ReceiverMetrics,
  { code, field }: Refusal,
  request: Request,
): Response {
  metrics.countDelivery(code)
  const line = { deliveryId: parseDeliveryId(request.headers.get(ID_HEADER)), code }
  // A sender that goes away while it sends needs nobody's attention.
  if (code === 'body_incomplete') deps.log.info(line, 'delivery broken off')
  else deps.log.warn(line, 'delivery refused')
  return toProblemResponse(code, field)
}

function fail(deps: ReceiverDeps, metrics: ReceiverMetrics, error: Error, c: Context): Response {
  const isStore = error instanceof PodlinkError && isPassing(error)
  const code = isStore ? 'store_unavailable' : 'internal_error'
  if (c.req.path === DELIVERY_PATH) metrics.countDelivery(code)
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

function isPassing(error: PodlinkError): boolean {
  return error.code === 'STORE_UNREACHABLE' || error.code === 'STORE_CONFLICT'
}
