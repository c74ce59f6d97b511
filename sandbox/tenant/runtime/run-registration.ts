import type { TenantContext } from '../tenant-context.ts'
import type { UserRecord } from '../tenant-state.ts'
import { cacheApi } from './action-cache.ts'
import { postRegistrationEvent, type BrowserFlow, type PersonRequest } from './action-event.ts'
import { recordExecution } from './record-execution.ts'
import { runTrigger } from './run-trigger.ts'

/**
 * Starts the post-user-registration Actions and returns at once: their outcome cannot touch the sign-up.
 * Their `api` has the cache and nothing else (auth0-facts 1.2).
 * `request` is null for an account made through the Management API, `flow` for one not made on the sign-up page.
 */
export function runRegistrationActions(
  tenant: TenantContext,
  user: UserRecord,
  request: PersonRequest | null = null,
  flow: BrowserFlow | null = null,
): void {
  const { user_id } = user
  const trigger_id = 'post-user-registration'
  tenant.background.start(async () => {
    const startedAtMs = tenant.now()
    const results = await runTrigger(tenant, {
      triggerId: trigger_id,
      handlerName: 'onExecutePostUserRegistration',
      event: () => postRegistrationEvent(tenant, user, request, flow),
      api: { cache: cacheApi(tenant.cacheOf(trigger_id)) },
      isEnded: () => false,
    })
    recordExecution(tenant, { trigger_id, user_id, startedAtMs, results, wroteMetadata: false })
  })
}
