import type { JsonObject } from '../tenant-state.ts'

/** How an event stream proves itself to its receiver; what is secret in it never leaves the tenant but as a header. */
export type WebhookAuthorization =
  | { readonly method: 'basic'; readonly username: string; readonly password: string }
  | { readonly method: 'bearer'; readonly token: string }
  | {
      readonly method: 'custom_header'
      readonly header_key: string
      readonly header_value: string
    }

/** An event stream with a webhook as its destination. */
export type EventStreamRecord = {
  readonly id: string
  readonly name: string
  readonly status: 'enabled' | 'disabled'
  readonly subscriptions: readonly string[]
  readonly webhook_endpoint: string
  readonly webhook_authorization: WebhookAuthorization
  readonly created_at: string
  readonly updated_at: string
}

/** A CloudEvent as it is sent; `a0purpose` marks a test. */
export type CloudEvent = {
  readonly id: string
  readonly source: string
  readonly specversion: '1.0'
  readonly type: string
  readonly time: string
  readonly data: object
  readonly a0tenant: string
  readonly a0stream: string
  readonly a0purpose?: 'test'
}

/** One try that failed. */
export type DeliveryAttempt = {
  readonly status: 'failed'
  readonly timestamp: string
  readonly error_message: string
  readonly duration: number
}

/** An event that did not arrive, as `/deliveries` shows it; `sequence` orders the failures of a stream. */
export type FailedDelivery = {
  readonly id: string
  readonly event_stream_id: string
  readonly status: 'failed'
  readonly event_type: string
  readonly attempts: readonly DeliveryAttempt[]
  readonly event: CloudEvent
  readonly sequence: number
}

export const logContentFormats = ['JSONLINES', 'JSONARRAY', 'JSONOBJECT'] as const

/** Where a custom log stream sends to, in the words of the Management API. */
export type LogSink = {
  readonly httpEndpoint: string
  readonly httpAuthorization?: string | undefined
  readonly httpContentType?: string | undefined
  readonly httpContentFormat?: (typeof logContentFormats)[number] | undefined
  readonly httpCustomHeaders?:
    | readonly { readonly header: string; readonly value: string }[]
    | undefined
}

/** A custom (`http`) log stream. */
export type LogStreamRecord = {
  readonly id: string
  readonly name: string
  readonly type: 'http'
  readonly status: 'active' | 'paused'
  readonly isPriority: boolean
  readonly filters: readonly JsonObject[]
  readonly sink: LogSink
}
