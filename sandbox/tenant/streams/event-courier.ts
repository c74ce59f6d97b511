import { setImmediate } from 'node:timers/promises'
import type { TenantContext } from '../tenant-context.ts'
import type { FailedDeliveries } from './failed-deliveries.ts'
import type { FailureCount } from './failure-count.ts'
import { postToReceiver, type AttemptOutcome } from './post-to-receiver.ts'
import { createSlots } from './slots.ts'
import type { CloudEvent, DeliveryAttempt, EventStreamRecord } from './stream-records.ts'
import { waitBriefly } from '../core/wait-briefly.ts'
import { authorizationHeader } from './webhook-headers.ts'

/** The waits before the second, third and fourth attempt (auth0-facts, section 2). */
const retryDelaysMs: readonly number[] = [1_000, 2_000, 4_000]
const underWayMax = 50_000
const inFlightMax = 100

type CourierDeps = Pick<
  TenantContext,
  'now' | 'state' | 'clock' | 'background' | 'deliver' | 'unknown'
> & { readonly failures: FailedDeliveries; readonly count: FailureCount }

/** One event on its way along one stream, with the attempts that failed so far. */
type Delivery = {
  readonly streamId: string
  readonly event: CloudEvent
  readonly attempt: number
  readonly isRedelivery: boolean
  readonly failed: readonly DeliveryAttempt[]
}

/** Brings events to their receivers, in no order, again and again until they arrived or were given up. */
export type EventCourier = {
  readonly hand: (delivery: Omit<Delivery, 'attempt'>) => void
  readonly isUnderWay: (streamId: string, eventId: string) => boolean
}

/** `onHeldBack` is called when the attempt waits for the clock instead of the receiver. */
function attemptOnce(
  deps: CourierDeps,
  stream: EventStreamRecord,
  delivery: Delivery,
  onHeldBack: () => void,
): Promise<AttemptOutcome> {
  const proof = authorizationHeader(stream.webhook_authorization)
  return postToReceiver(deps.deliver, {
    source: 'event-stream',
    endpoint: stream.webhook_endpoint,
    headers: { 'content-type': 'application/json', ...proof },
    body: JSON.stringify(delivery.event),
    attempt: delivery.attempt,
    timeoutMs: deps.unknown.deliveryTimeoutMs,
    onHeldBack,
  })
}

function withFailure(
  delivery: Delivery,
  { message, startedAtMs, nowMs }: { message: string; startedAtMs: number; nowMs: number },
): Delivery {
  const attempt: DeliveryAttempt = {
    status: 'failed',
    timestamp: new Date(startedAtMs).toISOString(),
    error_message: message,
    duration: nowMs - startedAtMs,
  }
  return { ...delivery, failed: [...delivery.failed, attempt] }
}

/** The ends of a delivery: it arrived, or it is recorded as failed. */
function createEndings(deps: CourierDeps, underWay: Set<string>) {
  const arrived = ({ streamId, event }: Delivery): void => {
    underWay.delete(`${streamId} ${event.id}`)
    deps.failures.remove(streamId, event.id)
    deps.count.reset(streamId)
  }
  const giveUp = ({ streamId, event, failed }: Delivery): void => {
    underWay.delete(`${streamId} ${event.id}`)
    // Nobody can ask for the failures of a stream that was deleted.
    if (!deps.state.eventStreams.has(streamId)) return
    deps.failures.put({
      id: event.id,
      event_stream_id: streamId,
      status: 'failed',
      event_type: event.type,
      attempts: failed,
      event,
    })
    deps.count.add(streamId)
  }
  const refuse = (delivery: Delivery, message: string): void => {
    const nowMs = deps.now()
    giveUp(withFailure(delivery, { message, startedAtMs: nowMs, nowMs }))
  }
  return { arrived, giveUp, refuse }
}

/**
 * Up to four attempts per event, of which a 4xx is the last; the stream is read again at each of them, so that a
 * repaired address helps what still waits. At most 100 requests are in flight and 50,000 events under way.
 */
export function createEventCourier(deps: CourierDeps): EventCourier {
  const underWay = new Set<string>()
  const takeSlot = createSlots(inFlightMax)
  const { arrived, giveUp, refuse } = createEndings(deps, underWay)

  const send = async (delivery: Delivery, onHeldBack: () => void): Promise<void> => {
    const stream = deps.state.eventStreams.get(delivery.streamId)
    if (stream === undefined) return giveUp(delivery)
    // Failed events of a disabled stream can be redelivered; nothing else goes out on it.
    if (stream.status === 'disabled' && !delivery.isRedelivery) {
      return refuse(delivery, 'The event stream is disabled')
    }
    const startedAtMs = deps.now()
    const outcome = await attemptOnce(deps, stream, delivery, onHeldBack)
    if (outcome.kind === 'delivered') return arrived(delivery)
    const { message, isFinal } = outcome
    const failed = withFailure(delivery, { message, startedAtMs, nowMs: deps.now() })
    const delayMs = isFinal ? undefined : retryDelaysMs[delivery.attempt - 1]
    if (delayMs === undefined) return giveUp(failed)
    const retry = { ...failed, attempt: delivery.attempt + 1 }
    deps.clock.after(delayMs, () => waitBriefly(start(retry)))
  }
  const attempt = async (delivery: Delivery, onHeldBack: () => void): Promise<void> => {
    // The request that caused the event is answered first.
    if (delivery.attempt === 1) await setImmediate()
    const release = await takeSlot()
    const letGo = (): void => {
      release()
      onHeldBack()
    }
    await send(delivery, letGo).finally(release)
  }
  // What a fault holds back waits for the clock, so nobody waits for it.
  const start = (delivery: Delivery): Promise<void> => {
    const task = new Promise<void>((resolve, reject) => {
      attempt(delivery, resolve).then(resolve, reject)
    })
    deps.background.start(() => task)
    return task
  }
  return {
    isUnderWay: (streamId, eventId) => underWay.has(`${streamId} ${eventId}`),
    hand: (wish) => {
      const delivery = { ...wish, attempt: 1 }
      if (underWay.size >= underWayMax) return refuse(delivery, 'Too many events are under way')
      underWay.add(`${delivery.streamId} ${delivery.event.id}`)
      void start(delivery)
    },
  }
}
