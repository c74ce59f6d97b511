import { randomBytes as systemRandomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { bootstrapTenant, type GivenClients } from './bootstrap-tenant.ts'
import { controlPath, enterControl } from './control/control-access.ts'
import { controlApi } from './control/control-api.ts'
import { controlPage } from './control/page/control-page.ts'
import { answerFaults } from './core/answer-faults.ts'
import { createBackground } from './core/background.ts'
import { createClock } from './core/clock.ts'
import { createDeliveryLog } from './core/delivery-log.ts'
import { createFaults } from './core/faults.ts'
import { createIds, type RandomBytes } from './core/ids.ts'
import { createMailSink } from './core/mail-sink.ts'
import { noteRequests } from './core/note-requests.ts'
import { createOutbound } from './core/outbound.ts'
import { createRateLimits } from './core/rate-limits.ts'
import { notModelled } from './core/refusal.ts'
import { createRequestLog, type RequestEntry } from './core/request-log.ts'
import { signingKeyOnce } from './core/signing-key.ts'
import { exportDownloads } from './management/jobs/export-downloads.ts'
import { tellTime } from './core/tell-time.ts'
import { createTenantLog, type LogFacts } from './core/tenant-log.ts'
import { connectionByName } from './management/connections.ts'
import { managementApi } from './management/management-api.ts'
import { createUserSearchView } from './management/search/user-search-view.ts'
import { authorizeEndpoint } from './people/authorize.ts'
import { userInfo, wellKnown } from './people/discovery.ts'
import { loginPages } from './people/login-pages.ts'
import { logoutEndpoint } from './people/logout.ts'
import { mailedLinks } from './people/mailed-links.ts'
import { oidcLogoutEndpoint } from './people/oidc-logout.ts'
import { resetPasswordRequest } from './people/reset-password.ts'
import { databaseConnections } from './people/sign-up.ts'
import { tokenEndpoint } from './people/token-endpoint.ts'
import { logRetentionDays, type Plan } from './plan.ts'
import { createActionCache, type ActionCache } from './runtime/action-cache.ts'
import { concurrentActionsMax, createActionConcurrency } from './runtime/action-concurrency.ts'
import { createActionInstances } from './runtime/action-instances.ts'
import { createEventStreams } from './streams/event-streams.ts'
import { createLogStreams } from './streams/log-streams.ts'
import { tenantName, type TenantContext } from './tenant-context.ts'
import { newTenantState, type TenantState } from './tenant-state.ts'
import { watchBelongings } from './user-belongings.ts'
import { likelyBehaviour, type UnknownBehaviour } from './unknown-behaviour.ts'

export type TenantOptions = GivenClients & {
  /** Host and port under which clients reach the tenant, such as `localhost:8443`. */
  readonly domain: string
  readonly plan: Plan
  /** Milliseconds since 1970, running or standing still; the tenant's clock follows it and can be moved ahead. */
  readonly now: () => number
  readonly randomBytes?: RandomBytes
  /** Called with every answered request. */
  readonly log?: (entry: RequestEntry) => void
  /** How the tenant reaches the outside: Actions and streams. */
  readonly fetch?: typeof fetch
  readonly actionBudgetMs?: number
  /** How many Actions may run at once; 250 unless given. */
  readonly concurrentActionsMax?: number
  /** How long a draft stays `pending`; 0 unless given. */
  readonly actionBuildMs?: number
  /** How long after a change the search sees it, up to an hour; 0 unless given. `search.setDelayMs` changes it. */
  readonly searchDelayMs?: number
  /** How it behaves where nobody knows how Auth0 does; `likelyBehaviour` unless given. */
  readonly unknown?: Partial<UnknownBehaviour>
  /** 0 to 1; decides which requests a fault with a probability falls to. */
  readonly random?: () => number
  /** What requests to `/__sandbox` must show; a random one unless given. */
  readonly controlKey?: string
  /** PKCS#8 PEM of the key that signs tokens; a fresh one unless given. */
  readonly signingKeyPem?: string
}

/** One Auth0 tenant in memory; `app` answers its HTTP requests. */
export type Tenant = TenantContext & {
  readonly app: Hono
  /** Resolves when no asynchronous Action is running and nothing is on its way; what waits for the clock is left. */
  readonly idle: () => Promise<void>
}

/** What a log entry says about the connection and the application it names. */
function completeLogFacts(state: TenantState): (facts: LogFacts) => LogFacts {
  return (facts) => {
    const connection = connectionByName({ state }, facts.connection ?? '')
    const client_name = facts.client_name ?? state.clients.get(facts.client_id ?? '')?.name
    return {
      ...facts,
      ...(client_name !== undefined && { client_name }),
      ...(connection && {
        connection_id: connection.id,
        strategy: connection.strategy,
        ...(connection.strategy === 'auth0' && { strategy_type: 'database' }),
      }),
    }
  }
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
  const state = newTenantState()
  watchBelongings(state)
  const log = createTenantLog({
    now,
    tenantName: tenantName(domain),
    retentionMs: logRetentionDays[plan] * 24 * 3_600_000,
    complete: completeLogFacts(state),
  })
  const unknown = { ...likelyBehaviour, ...options.unknown }
  const parts = { domain, now, clock, background, deliver, unknown, ids, state, log }
  const caches = new Map<string, ActionCache>()
  const search = { users: state.users, clock, delayMs: options.searchDelayMs ?? 0 }
  const { signingKeyPem } = options
  const { refusesPlainHandlers } = unknown
  return {
    ...parts,
    issuer,
    managementAudience: `${issuer}api/v2/`,
    plan,
    controlKey: options.controlKey ?? systemRandomBytes(32).toString('base64url'),
    faults,
    search: createUserSearchView(search),
    mailSink: createMailSink(),
    requestLog: createRequestLog(options.log ?? (() => undefined)),
    signingKey: signingKeyOnce({ ...(signingKeyPem !== undefined && { pem: signingKeyPem }) }),
    deliveryLog,
    eventStreams: createEventStreams(parts),
    logStreams: createLogStreams(parts),
    rateLimits: createRateLimits({ plan, now, log, unknown }),
    actionInstances: createActionInstances({ deliver, refusesPlainHandlers }),
    actionConcurrency: createActionConcurrency(
      options.concurrentActionsMax ?? concurrentActionsMax,
    ),
    actionBudgetMs: options.actionBudgetMs ?? 20_000,
    cacheOf: (triggerId) => {
      const cache = caches.get(triggerId) ?? createActionCache(now)
      caches.set(triggerId, cache)
      return cache
    },
    executions: [],
    actionBuildMs: options.actionBuildMs ?? 0,
  }
}

function createApp(tenant: TenantContext): Hono {
  const app = new Hono()
  // Ahead of the middleware: these requests meet no fault, no limit and no log.
  app.get(`${controlPath}/enter`, enterControl(tenant))
  app.route(`${controlPath}/`, controlPage(tenant, app))
  app.route(controlPath, controlApi(tenant))
  app.use(tellTime(tenant.clock))
  app.use(noteRequests(tenant))
  app.use(answerFaults(tenant))
  app.route('/api/v2', managementApi(tenant))
  app.route('/exports', exportDownloads(tenant))
  app.route('/oauth', tokenEndpoint(tenant))
  app.route('/authorize', authorizeEndpoint(tenant))
  app.route('/v2/logout', logoutEndpoint(tenant))
  app.route('/oidc/logout', oidcLogoutEndpoint(tenant))
  app.route('/dbconnections', databaseConnections(tenant))
  app.route('/u', mailedLinks(tenant))
  app.route('/u', loginPages(tenant))
  app.route('/u', resetPasswordRequest(tenant))
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
