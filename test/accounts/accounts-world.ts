import { randomUUID } from 'node:crypto'
import type { Auth0UserId, EmployeeId } from '../../kernel/ids.ts'
import { createLogger } from '../../kernel/log.ts'
import { CALL_SCOPES } from '../../accounts/auth0-errors.ts'
import { openAuth0 } from '../../accounts/auth0-client.ts'
import type { Auth0Accounts } from '../../accounts/auth0-accounts.ts'
import type { Auth0History } from '../../accounts/auth0-history.ts'
import type { CallBudget } from '../../accounts/call-budget.ts'
import { provision } from '../../accounts/provision.ts'
import { runWorker, type WorkerDeps, type WorkerOptions } from '../../accounts/worker.ts'
import type { Tenant, TenantOptions } from '../../sandbox/tenant/create-tenant.ts'
import { ensureRateBudget } from '../../store/tables/rate-budget.ts'
import { reading } from '../../store/transaction.ts'
import { defaultMatchSettings } from '../../sync/match/settings.ts'
import { recordReads } from '../../webhook/record-read.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { newTenant } from '../sandbox/tenant/new-tenant.ts'

export type Call = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
}

/** Stands between the SDK and the tenant: answers itself, fails, or passes on with `send`. */
export type Intercept = (call: Call, send: () => Promise<Response>) => Promise<Response>

export type World = {
  readonly test: TestStore
  readonly tenant: Tenant
  readonly deps: WorkerDeps & { readonly auth0: Auth0Accounts & Auth0History }
  /** What carries the requests of `deps.auth0`. */
  readonly fetch: typeof fetch
  /** Requests that reached the tenant, in order. */
  readonly calls: readonly Call[]
  intercept: Intercept
  readonly addEmployee: (facts: Partial<EmployeeRow>) => Promise<EmployeeId>
  readonly addRole: (name: string) => string
  readonly addUser: (facts: UserFacts) => Auth0UserId
  readonly provisionAll: () => Promise<void>
  /** Works until nothing is left to do; a worker that never ends is ended by the test's own time limit. */
  readonly work: (
    options?: Partial<WorkerOptions>,
    deps?: Partial<WorkerDeps>,
  ) => ReturnType<typeof runWorker>
  readonly close: () => Promise<void>
}

type EmployeeRow = {
  id: number
  name: string
  email: string | null
  is_active: number
  department: string | null
  role_code: string | null
  previous_names: string | null
  auth0_user_id: string | null
}

type UserFacts = {
  id: string
  email: string
  isVerified: boolean
  connection?: string
  appMetadata?: Record<string, string | number>
}

export const CONNECTION = 'Username-Password-Authentication'
export const TENANT_DOMAIN = 'tenant.example.test'
export const WORKER = { id: 'worker-client', secret: 'worker-client-secret' }
const NEVER_FULL = { bucket: 'test', burst: 1_000_000, perSecond: 1_000_000 }

/** Room for every call, for tests that are not about the budget. */
export const AMPLE_BUDGET: CallBudget = {
  waitMaxMs: 60_000,
  buckets: {
    createUser: NEVER_FULL,
    getUser: NEVER_FULL,
    findUsersByEmail: NEVER_FULL,
    patchUser: NEVER_FULL,
    assignRoles: NEVER_FULL,
    listUserRoles: NEVER_FULL,
    listRoles: NEVER_FULL,
    deleteUser: NEVER_FULL,
    findNewestLog: NEVER_FULL,
    isLogKept: NEVER_FULL,
    listLogsAfter: NEVER_FULL,
    startExport: NEVER_FULL,
    findExport: NEVER_FULL,
  },
}

/** A database, a tenant whose clock moves so that its own limits never bind, and a worker with its narrow scopes. */
export async function openWorld(options: Partial<TenantOptions> = {}): Promise<World> {
  const test = await openTestStore()
  await reading(test.store, (db) => ensureRateBudget(db, NEVER_FULL))
  let clock = Date.UTC(2026, 0, 1)
  const tenant = newTenant({ domain: TENANT_DOMAIN, now: () => (clock += 100), ...options })
  addWorkerClient(tenant)
  const calls: Call[] = []
  const passOn: Intercept = (_call, send) => send()
  let intercept = passOn
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const { pathname, searchParams: query } = new URL(request.url)
    const call = { method: request.method, path: decodeURIComponent(pathname), query }
    return intercept(call, async () => {
      calls.push(call)
      return tenant.app.fetch(request)
    })
  }
  const auth0 = await openAuth0({
    domain: tenant.domain,
    clientId: WORKER.id,
    clientSecret: WORKER.secret,
    requestTimeoutMs: 5_000,
    fetch: send,
  })
  const deps: World['deps'] = {
    store: test.store,
    auth0,
    budget: AMPLE_BUDGET,
    retry: { attemptsMax: 12, ageMaxMs: 3_600_000, firstWaitMs: 1, waitMaxMs: 20 },
    profile: 'minimal',
    suffixes: ['shp', 'ship', 'pack', 'pick', 'hp'],
    companyDomains: ['colorecommerce.us'],
    connection: CONNECTION,
    connectionsAllowed: [CONNECTION],
    recordReads: recordReads({
      store: test.store,
      connectionsAllowed: [CONNECTION],
      matchSettings: defaultMatchSettings,
      now: () => new Date(),
      newId: randomUUID,
    }),
    now: () => new Date(),
    newId: randomUUID,
    random: () => 0.5,
    log: createLogger({ part: 'test', level: 'silent' }),
  }
  return {
    test,
    tenant,
    deps,
    fetch: send,
    calls,
    get intercept() {
      return intercept
    },
    set intercept(next) {
      intercept = next
    },
    addEmployee: async (facts) => {
      const row = { is_active: 1, ...facts }
      await test.query('INSERT INTO employees SET ?', [row])
      const [last] = await test.query('SELECT MAX(id) AS id FROM employees')
      return (facts.id ?? last?.['id']) as EmployeeId
    },
    addRole: (name) => {
      const id = `rol_${name}`
      tenant.state.roles.set(id, { id, name, description: name, permissions: [] })
      return id
    },
    addUser: (facts) => addUser(tenant, facts),
    provisionAll: async () => {
      await provision(deps, { limit: 10_000, apply: true, actor: 'cli:test' })
    },
    work: (options = {}, changed = {}) =>
      runWorker(
        { ...deps, ...changed },
        {
          signal: new AbortController().signal,
          claimLimit: 4,
          leaseMs: 60_000,
          idleMs: 20,
          untilIdle: true,
          ...options,
        },
      ),
    close: test.close,
  }
}

/** Exactly the scopes that podlink says its worker needs. */
export function addWorkerClient(tenant: Tenant): void {
  tenant.state.clients.set(WORKER.id, {
    client_id: WORKER.id,
    client_secret: WORKER.secret,
    name: 'podlink worker',
    grant_types: ['client_credentials'],
    settings: { app_type: 'non_interactive' },
  })
  tenant.state.clientGrants.set('cgr_worker', {
    id: 'cgr_worker',
    client_id: WORKER.id,
    audience: tenant.managementAudience,
    scope: [...new Set(Object.values(CALL_SCOPES))],
    settings: {},
  })
}

function addUser(tenant: Tenant, facts: UserFacts): Auth0UserId {
  const at = new Date(tenant.now()).toISOString()
  tenant.state.users.set(facts.id, {
    user_id: facts.id,
    connection: facts.connection ?? CONNECTION,
    email: facts.email,
    email_verified: facts.isVerified,
    name: facts.email,
    app_metadata: facts.appMetadata,
    created_at: at,
    updated_at: at,
    logins_count: 0,
    passwordHash: null,
  })
  return facts.id as Auth0UserId
}
