import { randomBytes as systemRandomBytes } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { decodeJwt } from 'jose'
import { bootstrapTenant, type GivenClient } from './bootstrap-tenant.ts'
import { controlPage } from './control/page/control-page.ts'
import { answerFaults } from './core/answer-faults.ts'
import { createBackground } from './core/background.ts'
import { createClock } from './core/clock.ts'
import { createDeliveryLog } from './core/delivery-log.ts'
import { createFaults } from './core/faults.ts'
import { createIds, type RandomBytes } from './core/ids.ts'
import { createMailSink } from './core/mail-sink.ts'
import { createOutbound } from './core/outbound.ts'
import { createRateLimits } from './core/rate-limits.ts'
import { notModelled } from './core/refusal.ts'
import { createRequestLog, type RequestEntry } from './core/request-log.ts'
import { signingKeyOnce } from './core/signing-key.ts'
import { createTenantLog } from './core/tenant-log.ts'
import { managementApi } from './management/management-api.ts'
import { userInfo, wellKnown } from './people/discovery.ts'
import { mailedLinks } from './people/mailed-links.ts'
import { databaseConnections } from './people/sign-up.ts'
import { tokenEndpoint } from './people/token-endpoint.ts'
import type { Plan } from './plan.ts'
import { createActionCache, type ActionCache } from './runtime/action-cache.ts'
import { createActionLoader } from './runtime/load-action.ts'
import type { TenantContext } from './tenant-context.ts'
import { newTenantState } from './tenant-state.ts'
import { likelyBehaviour, type UnknownBehaviour } from './unknown-behaviour.ts'

export type TenantOptions = {
  /** Host and port under which clients reach the tenant, such as `localhost:8443`. */
  readonly domain: string
  readonly plan: Plan
  /** Milliseconds since 1970, running or standing still; the tenant's clock follows it and can be moved ahead. */
  readonly now: () => number
  /** The machine a person makes by hand so that auth0-deploy-cli can start. */
  readonly deployClient: GivenClient
  /** The ordinary application through which people log in. */
  readonly peopleClient: GivenClient
  readonly randomBytes?: RandomBytes
  /** Called with every answered request. */
  readonly log?: (entry: RequestEntry) => void
  /** How the tenant reaches the outside: Actions and streams. */
  readonly fetch?: typeof fetch
  readonly actionBudgetMs?: number
  /** How long a draft stays `pending`; 0 unless given. */
  readonly actionBuildMs?: number
  /** How it behaves where nobody knows how Auth0 does; `likelyBehaviour` unless given. */
  readonly unknown?: Partial<UnknownBehaviour>
  /** 0 to 1; decides which requests a fault with a probability falls to. */
  readonly random?: () => number
  /** PKCS#8 PEM of the key that signs tokens; a fresh one unless given. */
  readonly signingKeyPem?: string
  /** Opens `/__sandbox/`; random unless given. */
  readonly controlKey?: string
}

/** One Auth0 tenant in memory; `app` answers its HTTP requests. */
export type Tenant = TenantContext & {
  readonly app: Hono
  /** Resolves when no asynchronous Action is running. */
  readonly idle: () => Promise<void>
}

function createContext(options: TenantOptions): TenantContext {
  const { domain, plan } = options
  const clock = createClock(options.now)
  const { now } = clock
  const faults = createFaults(options.random ?? Math.random)
  const background = createBackground()
  // Looked up at each call, so that whoever replaces the global one in a test is heard.
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init))
  const deliveryLog = createDeliveryLog()
  const deliver = createOutbound({ fetch: send, clock, faults, background, log: deliveryLog })
  const issuer = `https://${domain}/`
  const ids = createIds(options.randomBytes ?? systemRandomBytes)
  const log = createTenantLog({ now, tenantName: domain })
  const caches = new Map<string, ActionCache>()
  const key = { kid: ids.word(21), ...(options.signingKeyPem && { pem: options.signingKeyPem }) }
  return {
    domain,
    issuer,
    managementAudience: `${issuer}api/v2/`,
    plan,
    now,
    clock,
    faults,
    unknown: { ...likelyBehaviour, ...options.unknown },
    ids,
    log,
    state: newTenantState(),
    mailSink: createMailSink(),
    requestLog: createRequestLog(options.log ?? (() => undefined)),
    signingKey: signingKeyOnce(key),
    background,
    deliver,
    deliveryLog,
    rateLimits: createRateLimits({ plan, now, log }),
    loadAction: createActionLoader(deliver),
    actionBudgetMs: options.actionBudgetMs ?? 20_000,
    cacheOf: (triggerId) => {
      const cache = caches.get(triggerId) ?? createActionCache(now)
      caches.set(triggerId, cache)
      return cache
    },
    executions: [],
    actionBuildMs: options.actionBuildMs ?? 0,
    controlKey: options.controlKey ?? systemRandomBytes(32).toString('base64url'),
  }
}

function clientIdOf(authorization: string | undefined): string | null {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) return null
  try {
    const { azp } = decodeJwt(token)
    return typeof azp === 'string' ? azp : null
  } catch {
    return null
  }
}

/** Ids as people write them (`auth0|…`); a path that cannot be decoded stays as it came. */
function readablePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function noteRequests(tenant: TenantContext): MiddlewareHandler {
  return async (context, next) => {
    await next()
    tenant.requestLog.add({
      atMs: tenant.now(),
      method: context.req.method,
      path: readablePath(context.req.path),
      queryNames: Object.keys(context.req.query()),
      status: context.res.status,
      clientId: clientIdOf(context.req.header('authorization')),
      userAgent: context.req.header('user-agent') ?? null,
    })
  }
}

function createApp(tenant: TenantContext): Hono {
  const app = new Hono()
  app.route('/__sandbox/', controlPage(tenant, app))
  app.use(noteRequests(tenant))
  app.use(answerFaults(tenant))
  app.route('/api/v2', managementApi(tenant))
  app.route('/oauth', tokenEndpoint(tenant))
  app.route('/dbconnections', databaseConnections(tenant))
  app.route('/u', mailedLinks(tenant))
  app.route('/userinfo', userInfo(tenant))
  app.route('/.well-known', wellKnown(tenant))
  app.notFound((context) => notModelled(`${context.req.method} ${context.req.path}`).getResponse())
  app.onError((error) => {
    if (error instanceof HTTPException) return error.getResponse()
    // A mistake of the stand-in itself: never answered as if it were Auth0's.
    throw error
  })
  return app
}

/** A fresh tenant with its Management API, the two given applications and one database connection. */
export function createTenant(options: TenantOptions): Tenant {
  const context = createContext(options)
  bootstrapTenant(context, options)
  return { ...context, app: createApp(context), idle: context.background.idle }
}
