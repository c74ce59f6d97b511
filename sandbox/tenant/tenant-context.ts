import type { Background } from './core/background.ts'
import type { Clock } from './core/clock.ts'
import type { DeliveryLog } from './core/delivery-log.ts'
import type { Faults } from './core/faults.ts'
import type { IdSource } from './core/ids.ts'
import type { MailSink } from './core/mail-sink.ts'
import type { Deliver } from './core/outbound.ts'
import type { RateLimits } from './core/rate-limits.ts'
import type { RequestLog } from './core/request-log.ts'
import type { SigningKey } from './core/signing-key.ts'
import type { TenantLog } from './core/tenant-log.ts'
import type { UserSearchView } from './management/search/user-search-view.ts'
import type { Plan } from './plan.ts'
import type { ActionCache } from './runtime/action-cache.ts'
import type { ActionConcurrency } from './runtime/action-concurrency.ts'
import type { ActionExecution } from './runtime/action-execution.ts'
import type { EventStreams } from './streams/event-streams.ts'
import type { LogStreams } from './streams/log-streams.ts'
import type { ActionInstances } from './runtime/action-instances.ts'
import type { TenantState } from './tenant-state.ts'
import type { UnknownBehaviour } from './unknown-behaviour.ts'

/** What every endpoint family works with: the state, the clock and the places where things are noted. */
export type TenantContext = {
  readonly domain: string
  /** `https://<domain>/`, with the slash: the `iss` of every token. */
  readonly issuer: string
  /** Identifier of the Management API. */
  readonly managementAudience: string
  readonly plan: Plan
  /** Opens `/__sandbox`, the owner's side of the tenant; Auth0 knows no such thing. */
  readonly controlKey: string
  /** Milliseconds since 1970, by `clock`. */
  readonly now: () => number
  readonly clock: Clock
  readonly faults: Faults
  readonly unknown: UnknownBehaviour
  readonly ids: IdSource
  readonly state: TenantState
  /** The accounts as `GET /users` sees them. */
  readonly search: UserSearchView
  readonly mailSink: MailSink
  readonly log: TenantLog
  readonly requestLog: RequestLog
  readonly signingKey: () => Promise<SigningKey>
  readonly background: Background
  /** Every request of the tenant to the outside. */
  readonly deliver: Deliver
  /** What became of them. */
  readonly deliveryLog: DeliveryLog
  readonly eventStreams: EventStreams
  readonly logStreams: LogStreams
  readonly rateLimits: RateLimits
  readonly actionInstances: ActionInstances
  readonly actionConcurrency: ActionConcurrency
  /** `api.cache` of a trigger, shared by its executions. */
  readonly cacheOf: (triggerId: string) => ActionCache
  readonly executions: ActionExecution[]
  /** What all Actions of one trigger may take together. */
  readonly actionBudgetMs: number
  /** A draft stays `pending` this long after a write. */
  readonly actionBuildMs: number
}

/** The tenant's clock as Auth0 writes it: ISO 8601 in UTC with milliseconds. */
export function isoNow(context: Pick<TenantContext, 'now'>): string {
  return new Date(context.now()).toISOString()
}

/** The name of the tenant: the first label of its domain. */
export function tenantName(domain: string): string {
  return domain.split(/[.:]/)[0] ?? domain
}
