import type { TenantContext } from '../tenant-context.ts'
import type { UserChange } from '../user-store.ts'
import { createEventCourier } from './event-courier.ts'
import { createFailedDeliveries, type FailedDeliveries } from './failed-deliveries.ts'
import { createFailureCount } from './failure-count.ts'
import type { CloudEvent, EventStreamRecord } from './stream-records.ts'
import { cloudEvent, userEventData, userEventType, type UnaddressedEvent } from './user-event.ts'

type EventStreamDeps = Pick<
  TenantContext,
  'domain' | 'ids' | 'now' | 'state' | 'clock' | 'background' | 'deliver' | 'unknown'
>

/** Where events go out, and what became of them. */
export type EventStreams = {
  readonly failures: FailedDeliveries
  /** Sends one event on one stream, at least once, in no order; returns it as it goes out. */
  readonly send: (stream: EventStreamRecord, event: UnaddressedEvent) => CloudEvent
  /** Tries a recorded failure again from the first attempt; false when there is none or it is under way already. */
  readonly redeliver: (streamId: string, eventId: string) => boolean
  /** Counts failures in a row afresh, as enabling a stream does. */
  readonly startAfresh: (streamId: string) => void
  /** Drops what is known about a deleted stream. */
  readonly forget: (streamId: string) => void
}

/** The event streams of one tenant: every change of an account goes out on each stream that subscribes to it. */
export function createEventStreams(deps: EventStreamDeps): EventStreams {
  const failures = createFailedDeliveries()
  const count = createFailureCount(deps, failures)
  const courier = createEventCourier({ ...deps, failures, count })

  const send: EventStreams['send'] = (stream, event) => {
    const addressed = { ...event, a0stream: stream.id }
    courier.hand({ streamId: stream.id, event: addressed, isRedelivery: false, failed: [] })
    return addressed
  }
  const isSilent = ({ cause, before }: UserChange): boolean =>
    cause === 'login' && before !== undefined && !deps.unknown.loginEmitsUserUpdated
  const emit = (change: UserChange): void => {
    const user = change.after ?? change.before
    const type = userEventType(change)
    const keepsLost = deps.unknown.eventsWhileDisabled === 'recorded'
    const streams = [...deps.state.eventStreams.values()].filter(
      ({ status, subscriptions }) =>
        subscriptions.includes(type) && (status === 'enabled' || keepsLost),
    )
    if (streams.length === 0 || user === undefined || isSilent(change)) return
    const event = cloudEvent(deps, type, userEventData(deps, type, user))
    for (const stream of streams) send(stream, event)
  }
  deps.state.users.onChange(emit)

  return {
    failures,
    send,
    redeliver: (streamId, eventId) => {
      const failure = failures.find(streamId, eventId)
      if (failure === undefined || courier.isUnderWay(streamId, eventId)) return false
      const { event, attempts: failed } = failure
      courier.hand({ streamId, event, isRedelivery: true, failed })
      return true
    },
    startAfresh: count.reset,
    forget: (streamId) => {
      failures.forget(streamId)
      count.reset(streamId)
    },
  }
}
