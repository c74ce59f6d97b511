import type { MiddlewareHandler } from 'hono'
import type { Plan } from '../plan.ts'
import { refusal } from './refusal.ts'
import type { TenantLog } from './tenant-log.ts'

/** A token bucket: `burst` at once, refilled evenly at `perMinute`. */
type BucketRule = {
  readonly name: string
  readonly methods: readonly string[] | null
  readonly path: RegExp | null
  readonly burst: number
  readonly perMinute: number
}

function rule(
  name: string,
  methods: readonly string[] | null,
  path: RegExp | null,
  [burst, perMinute]: readonly [burst: number, perMinute: number],
): BucketRule {
  return { name, methods, path, burst, perMinute }
}

// "Write Users" also pays for metadata that Actions write at login.
export const writeUsersBucket = 'Write Users'
const userPath = /^\/api\/v2\/(users|users-by-email)(\/|$)/

const selfService: readonly BucketRule[] = [
  rule('Read Users', ['GET'], userPath, [40, 500]),
  rule(writeUsersBucket, ['POST', 'PATCH'], /^\/api\/v2\/users(\/[^/]+)?$/, [20, 200]),
  rule('Delete Users', ['DELETE'], /^\/api\/v2\/users\/[^/]+$/, [20, 200]),
  rule('Read Clients', ['GET'], /^\/api\/v2\/clients(\/|$)/, [5, 100]),
  rule('Read Connections', ['GET'], /^\/api\/v2\/connections(\/|$)/, [5, 50]),
  rule('Read Logs', ['GET'], /^\/api\/v2\/logs(\/|$)/, [10, 100]),
  rule('All other endpoints', null, null, [10, 150]),
]

/** Published figures of each plan; the first rule that covers a request counts it. */
const planRules: Readonly<Record<Plan, readonly BucketRule[]>> = {
  free: [rule('Global', null, null, [2, 120])],
  essentials: selfService,
  professional: selfService,
  enterprise: [rule('Global', null, null, [50, 960])],
  'enterprise-staging': [rule('Global', null, null, [10, 120])],
}

type Bucket = { readonly rule: BucketRule; tokens: number; filledAtMs: number }
type Draw = {
  readonly isAllowed: boolean
  readonly bucketName: string
  readonly headers: Record<string, string>
}

/** What a bucket holds now. */
export type BucketLevel = {
  readonly name: string
  readonly burst: number
  readonly perMinute: number
  readonly tokens: number
}

export type RateLimits = {
  /** Counts one request. */
  readonly draw: (request: { method: string; path: string }) => Draw
  readonly middleware: MiddlewareHandler
  /** Every bucket of the plan; looking takes nothing out. */
  readonly read: () => readonly BucketLevel[]
}

function fill(bucket: Bucket, nowMs: number): void {
  const earned = ((nowMs - bucket.filledAtMs) * bucket.rule.perMinute) / 60_000
  // A clock set back earns nothing and takes nothing away.
  bucket.tokens = Math.min(bucket.rule.burst, bucket.tokens + Math.max(0, earned))
  bucket.filledAtMs = nowMs
}

/** `x-ratelimit-reset` is the UTC second in which the next request is allowed again. */
function drawFrom(bucket: Bucket, nowMs: number): Draw {
  fill(bucket, nowMs)
  const isAllowed = bucket.tokens >= 1
  if (isAllowed) bucket.tokens -= 1
  const missing = Math.max(0, 1 - bucket.tokens)
  const waitMs = (missing * 60_000) / bucket.rule.perMinute
  return {
    isAllowed,
    bucketName: bucket.rule.name,
    headers: {
      'x-ratelimit-limit': String(bucket.rule.burst),
      'x-ratelimit-remaining': String(Math.floor(bucket.tokens)),
      'x-ratelimit-reset': String(Math.ceil((nowMs + waitMs) / 1000)),
    },
  }
}

/** One set of buckets per tenant, on the tenant's own clock. */
export function createRateLimits(tenant: {
  plan: Plan
  now: () => number
  log: TenantLog
}): RateLimits {
  const buckets = planRules[tenant.plan].map(
    (rule): Bucket => ({ rule, tokens: rule.burst, filledAtMs: tenant.now() }),
  )
  const draw: RateLimits['draw'] = ({ method, path }) => {
    const bucket = buckets.find(
      ({ rule }) => (rule.methods?.includes(method) ?? true) && (rule.path?.test(path) ?? true),
    )
    if (bucket === undefined) return { isAllowed: true, bucketName: '', headers: {} }
    return drawFrom(bucket, tenant.now())
  }
  return {
    draw,
    read: () =>
      buckets.map((bucket) => {
        fill(bucket, tenant.now())
        const { name, burst, perMinute } = bucket.rule
        return { name, burst, perMinute, tokens: bucket.tokens }
      }),
    middleware: async (context, next) => {
      const { method, path } = context.req
      const { isAllowed, bucketName, headers } = draw({ method, path })
      if (!isAllowed) {
        tenant.log.record('api_limit', { description: bucketName })
        throw refusal(429, 'Global limit has been reached', 'too_many_requests', headers)
      }
      await next()
      for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value)
    },
  }
}
