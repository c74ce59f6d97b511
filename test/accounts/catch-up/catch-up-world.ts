import { createLogger } from '../../../kernel/log.ts'
import { catchUp, type CatchUpOptions } from '../../../accounts/catch-up/catch-up.ts'
import type { CatchUpDeps } from '../../../accounts/catch-up/catch-up-deps.ts'
import type { CatchUpOutcome } from '../../../accounts/catch-up/catch-up-outcome.ts'
import type { TenantOptions } from '../../../sandbox/tenant/create-tenant.ts'
import { recordLogs } from '../../../webhook/record-logs.ts'
import { receiverDeps } from '../../webhook/open-receiver.ts'
import {
  logIn,
  managementCalls,
  password,
  signUp,
  userWith,
} from '../../sandbox/tenant/drive-tenant.ts'
import { openWorld, type Intercept, type World } from '../accounts-world.ts'

export type CatchUpWorld = World & {
  readonly catchUpDeps: CatchUpDeps
  readonly catchUp: (
    options?: Partial<CatchUpOptions>,
    deps?: Partial<CatchUpDeps>,
  ) => Promise<CatchUpOutcome>
  /** Catches up, and has the worker answer what that left it to ask. */
  readonly heal: () => Promise<CatchUpOutcome>
  /** Somebody signs up and proves the address; nobody tells podlink. Returns the id. */
  readonly join: (email: string) => Promise<string>
  readonly logIn: (email: string) => Promise<void>
  /** An administrator's call. */
  readonly admin: (method: string, path: string, body?: unknown) => Promise<void>
  /** The rows of accounts, by id, without the marks of what brought them. */
  readonly accounts: () => Promise<readonly Record<string, unknown>[]>
}

/** Exports are ready when they are looked for: nobody waits for the tenant's clock. */
export function inNoTime(world: World, next: Intercept = (_call, send) => send()): Intercept {
  return async (call, send) => {
    if (call.path.startsWith('/api/v2/jobs/job_')) await world.tenant.clock.advanceBy(5_000)
    return next(call, send)
  }
}

export async function openCatchUpWorld(
  options: Partial<TenantOptions> = {},
): Promise<CatchUpWorld> {
  const world = await openWorld(options)
  world.intercept = inNoTime(world)
  const { tenant } = world
  const api = await managementCalls(tenant, ['update:users', 'delete:users'])
  const admin: CatchUpWorld['admin'] = async (method, path, body) => {
    const answer = await api(method, path, body)
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
  }
  const catchUpDeps = toDeps(world)
  const run: CatchUpWorld['catchUp'] = (options = {}, deps = {}) =>
    catchUp({ ...catchUpDeps, ...deps }, { withAccounts: true, allow: [], ...options })
  // The world is closed over, not copied: its `intercept` is a property that tests set.
  return Object.assign(world, {
    catchUpDeps,
    catchUp: run,
    heal: async () => {
      const outcome = await run()
      await world.work()
      return outcome
    },
    join: async (email: string) => {
      const answer = await signUp(tenant, email)
      if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
      const { user_id } = userWith(tenant, email)
      await admin('PATCH', `/users/${encodeURIComponent(user_id)}`, { email_verified: true })
      return user_id
    },
    logIn: async (email: string) => {
      const answer = await logIn(tenant, { email, password })
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    },
    admin,
    accounts: () =>
      world.test.query(
        `SELECT auth0_user_id, employee_id, email, email_verified, connection, status, last_login, created_at, deleted_at
         FROM auth0_user_mapping ORDER BY auth0_user_id`,
      ),
  })
}

function toDeps(world: World): CatchUpDeps {
  const { store } = world.test
  const now = () => new Date()
  return {
    ...world.deps,
    fetch: world.fetch,
    retry: { attemptsMax: 3, ageMaxMs: 0, firstWaitMs: 1, waitMaxMs: 10 },
    recordLogs: recordLogs(receiverDeps(store, { now }), 'catch_up'),
    leaseMs: 60_000,
    pollMs: 1,
    log: createLogger({ part: 'test', level: 'silent' }),
    signal: new AbortController().signal,
  }
}
