import type { MiddlewareHandler } from 'hono'
import type { Plan } from '../plan.ts'
import type { UnknownBehaviour } from '../unknown-behaviour.ts'
import { type BucketRule, planRules } from './rate-limit-rules.ts'
import { refusal } from './refusal.ts'
import type { TenantLog } from './tenant-log.ts'

/** `level` counts in parts of a request, `perMs` of them to one, so that no fraction is ever lost. */
type Bucket = {
  readonly rule: BucketRule
  /** How often it is refilled. */
  readonly stepMs: number
  level: number
  filledAtMs: number
  /** When each kind of entry was last written to the tenant log. */
  readonly noted: Map<'api_limit' | 'api_limit_warning', number>
}

type Headers = Record<string, string>
type Request = { readonly method: string; readonly path: string }
type Draw = { readonly isAllowed: boolean; readonly headers: Headers }

/** What a bucket holds now. */
export type BucketLevel = {
  readonly name: string
  readonly burst: number
  readonly perMinute: number
  readonly tokens: number
}

export type RateLimits = {
  /** Counts one request. */
  readonly draw: (request: Request) => Draw
  /** Headers as if the bucket were empty for `waitMs` more; none where nothing is limited. Counts nothing. */
  readonly exhausted: (request: Request, waitMs: number) => Headers
  readonly middleware: MiddlewareHandler
  /** Every bucket of the plan; looking takes nothing out. */
  readonly read: () => readonly BucketLevel[]
}

type Refill = UnknownBehaviour['rateLimitRefill']

// Auth0's page "Rate Limit Use Cases": at 80 %, and no more often than once a minute for the same bucket.
const notedAgainMs = 60_000
const warningShare = 0.8

/** Evenly means: figures per second grow every millisecond, those per minute every second. */
function createBucket(rule: BucketRule, refill: Refill, nowMs: number): Bucket {
  const stepMs = refill === 'per-window' ? rule.perMs : rule.perMs === 1000 ? 1 : 1000
  return { rule, stepMs, level: rule.burst * rule.perMs, filledAtMs: nowMs, noted: new Map() }
}

function fill(bucket: Bucket, nowMs: number): void {
  const { rule, stepMs } = bucket
  const steps = Math.floor(nowMs / stepMs) - Math.floor(bucket.filledAtMs / stepMs)
  // A clock set back earns nothing and takes nothing away.
  const earned = Math.max(0, steps) * stepMs * rule.sustained
  bucket.level = Math.min(rule.burst * rule.perMs, bucket.level + earned)
  bucket.filledAtMs = nowMs
}

/** When the next whole request is added. */
function nextAddedAtMs({ rule, stepMs, level }: Bucket, nowMs: number): number {
  const missing = rule.perMs - (level % rule.perMs)
  const steps = Math.ceil(missing / (stepMs * rule.sustained))
  return (Math.floor(nowMs / stepMs) + steps) * stepMs
}

function headersOf(rule: BucketRule, remaining: number, resetAtMs: number): Headers {
  return {
    'x-ratelimit-limit': String(rule.burst),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(resetAtMs / 1000)),
  }
}

function drawFrom(bucket: Bucket, nowMs: number): Draw {
  fill(bucket, nowMs)
  const { rule } = bucket
  const isAllowed = bucket.level >= rule.perMs
  if (isAllowed) bucket.level -= rule.perMs
  const remaining = Math.floor(bucket.level / rule.perMs)
  return { isAllowed, headers: headersOf(rule, remaining, nextAddedAtMs(bucket, nowMs)) }
}

function levelOf(bucket: Bucket, nowMs: number): BucketLevel {
  fill(bucket, nowMs)
  const { name, burst, sustained, perMs } = bucket.rule
  return {
    name,
    burst,
    perMinute: (sustained * 60_000) / perMs,
    tokens: bucket.level / perMs,
  }
}

/** Tells the tenant log that a bucket is empty or nearly so: at once, and again after a minute if it still is. */
function note(log: TenantLog, bucket: Bucket, isAllowed: boolean, nowMs: number): void {
  const { burst, perMs, name } = bucket.rule
  const write = (type: 'api_limit' | 'api_limit_warning'): void => {
    const last = bucket.noted.get(type)
    if (last !== undefined && nowMs - last < notedAgainMs) return
    bucket.noted.set(type, nowMs)
    log.record(type, { description: name })
  }
  const used = 1 - bucket.level / (burst * perMs)
  if (used >= warningShare) write('api_limit_warning')
  if (!isAllowed) write('api_limit')
}

/**
 * One set of buckets per tenant, on the tenant's own clock; only the Management API is limited. The global bucket is
 * asked first and then the endpoint's (auth0-facts 4.6); a request the second one refuses has used up the first.
 */
export function createRateLimits(tenant: {
  readonly plan: Plan
  readonly now: () => number
  readonly log: TenantLog
  readonly unknown: Pick<UnknownBehaviour, 'rateLimitRefill'>
}): RateLimits {
  const toBucket = (rule: BucketRule): Bucket =>
    createBucket(rule, tenant.unknown.rateLimitRefill, tenant.now())
  const rules = planRules[tenant.plan]
  const global = rules.global === null ? [] : [toBucket(rules.global)]
  const endpoints = rules.endpoints.map(toBucket)
  const bucketsFor = ({ method, path }: Request): readonly Bucket[] => {
    if (!path.startsWith('/api/v2/')) return []
    const own = endpoints.find(({ rule }) => rule.covers(method, path))
    return own === undefined ? global : [...global, own]
  }
  const draw: RateLimits['draw'] = (request) => {
    const nowMs = tenant.now()
    let last: Draw = { isAllowed: true, headers: {} }
    for (const bucket of bucketsFor(request)) {
      last = drawFrom(bucket, nowMs)
      note(tenant.log, bucket, last.isAllowed, nowMs)
      if (!last.isAllowed) break
    }
    return last
  }
  return {
    draw,
    exhausted: (request, waitMs) => {
      const bucket = bucketsFor(request).at(-1)
      return bucket === undefined ? {} : headersOf(bucket.rule, 0, tenant.now() + waitMs)
    },
    read: () => [...global, ...endpoints].map((bucket) => levelOf(bucket, tenant.now())),
    middleware: async (context, next) => {
      const { method, path } = context.req
      const { isAllowed, headers } = draw({ method, path })
      if (!isAllowed) {
        throw refusal(429, 'Global limit has been reached', 'too_many_requests', headers)
      }
      await next()
      for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value)
    },
  }
}
