import type { Context } from 'hono'
import { dropExpired, dropOldest } from '../core/drop-oldest.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord } from '../tenant-state.ts'
import type { AuthorizationRequest } from './login-state.ts'
import { browserIdOf } from './sessions.ts'

// Since 2024-02-21 a login takes an hour at most (DOC: past-migrations/migrate-to-1-hour-expiration).
const lifetimeMs = 3_600_000

/** Keeps a login waiting for its page and returns the page's `state`. */
export function beginTransaction(
  tenant: TenantContext,
  context: Context,
  request: AuthorizationRequest,
): string {
  const { transactions } = tenant.state.logins
  dropExpired(transactions, tenant.now())
  const state = tenant.ids.word(32)
  const browserId = browserIdOf(tenant, context)
  transactions.set(state, { request, browserId, expiresAtMs: tenant.now() + lifetimeMs })
  dropOldest(transactions)
  return state
}

export type WaitingLogin = {
  readonly state: string
  readonly request: AuthorizationRequest
  readonly client: ClientRecord
}

/** The login that waits under the page's `state`; null when it is over, too old or another browser's. */
export function waitingLogin(tenant: TenantContext, context: Context): WaitingLogin | null {
  const state = context.req.query('state') ?? ''
  const transaction = tenant.state.logins.transactions.get(state)
  if (transaction === undefined || transaction.expiresAtMs <= tenant.now()) return null
  if (transaction.browserId !== browserIdOf(tenant, context)) return null
  const { request } = transaction
  const client = tenant.state.clients.get(request.client_id)
  return client === undefined ? null : { state, request, client }
}

/** Ends a login's page; false when it is over already, so that of two forms sent at once one counts. */
export function endTransaction(tenant: TenantContext, { state }: WaitingLogin): boolean {
  return tenant.state.logins.transactions.delete(state)
}
