import { type CallBudget, openCallBudget } from '../accounts/call-budget.ts'
import type { Store } from '../store/open-store.ts'
import type { Config } from './config/to-config.ts'

const REQUEST_TIMEOUT_MS = 20_000

/** The Management API as the worker's client, and the budget that every process shares. */
export async function openManagementApi(
  { auth0, budget: limits }: Config<'auth0' | 'budget'>,
  store: Store,
  { waitMaxMs }: Pick<CallBudget, 'waitMaxMs'>,
) {
  const { openAuth0 } = await import('../accounts/auth0-client.ts')
  const budget = await openCallBudget(store, {
    plan: limits.AUTH0_PLAN,
    share: limits.AUTH0_BUDGET_SHARE,
    waitMaxMs,
  })
  const client = await openAuth0({
    domain: auth0.AUTH0_DOMAIN,
    clientId: auth0.AUTH0_WORKER_CLIENT_ID,
    clientSecret: auth0.AUTH0_WORKER_CLIENT_SECRET,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  })
  return { auth0: client, budget }
}
