import { type Context, Hono } from 'hono'
import { PodlinkError } from '../kernel/errors.ts'
import { parseDeliveryId } from '../kernel/ids.ts'
import { readPendingMigrations } from '../store/migrate.ts'
import { toAnswerResponse } from './answer-delivery.ts'
import { DELIVERY_PATH } from './contract/delivery.ts'
import { ID_HEADER } from './contract/signature.ts'
import { type ProblemCode, toProblemResponse } from './http-errors.ts'
import { createMetrics, type ReceiverMetrics } from './metrics.ts'
import { receiveDelivery } from './receive-delivery.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

/** About what ten connections of the pool finish while a login waits for its answer. */
const IN_FLIGHT_MAX = 1_000

/**
 * The receiver as one application: `POST /auth0/events`, `GET /healthz` (the process runs), `GET /readyz` (it can record:
 * the database answers and is migrated) and `GET /metrics`. Several may share a store.
 */
export function createReceiver(deps: ReceiverDeps): Hono {
  const metrics = createMetrics(deps)
  const app = new Hono()
  let inFlight = 0
  app.post(DELIVERY_PATH, async (c) => {
    if (inFlight >= (deps.inFlightMax ?? IN_FLIGHT_MAX)) return refuse(metrics, 'overloaded')
    inFlight += 1
    try {
      return await answer(deps, metrics, c.req.raw)
    } finally {
      inFlight -= 1
    }
  })
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

async function answer(
  deps: ReceiverDeps,
  metrics: ReceiverMetrics,
  request: Request,
): Promise<Response> {
  const reception = await receiveDelivery(deps, request)
  if (reception.kind === 'accepted') {
    metrics.countDelivery(reception.answer.status)
    return toAnswerResponse(reception.answer, {
      id: reception.id,
      secrets: deps.secrets,
      now: deps.now(),
    })
  }
  deps.log.warn(
    { deliveryId: parseDeliveryId(request.headers.get(ID_HEADER)), code: reception.code },
    'delivery refused',
  )
  return refuse(metrics, reception.code, reception.field)
}

function refuse(metrics: ReceiverMetrics, code: ProblemCode, field?: string): Response {
  metrics.countDelivery(code)
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
