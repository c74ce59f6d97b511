import { mergeMetadata } from '../management/user-metadata.ts'
import { showUser } from '../management/user-profile.ts'
import { isoNow, type TenantContext } from '../tenant-context.ts'
import type { UserRecord } from '../tenant-state.ts'
import { postLoginEvent, type LoginFacts } from './action-event.ts'
import { failureOf } from './action-execution.ts'
import { createPostLoginApi, type LoginOutcome } from './post-login-api.ts'
import { recordExecution } from './record-execution.ts'
import { runTrigger } from './run-trigger.ts'

const profileBytesMax = 10 * 1024

/** Why the login is refused, or null; claims and scopes count only when it is not. */
export type LoginVerdict = { readonly refusal: string | null; readonly outcome: LoginOutcome }

/** Writes what the Actions set: one write for the whole trigger, drawn from the tenant's own write budget. */
function writeMetadata(tenant: TenantContext, userId: string, outcome: LoginOutcome): boolean {
  const kinds = ['app_metadata', 'user_metadata'] as const
  const changed = kinds.filter((kind) => Object.keys(outcome[kind]).length > 0)
  const user = tenant.state.users.get(userId)
  if (changed.length === 0 || user === undefined) return false
  // The real platform waits and repeats when the budget is used up; here the write goes through at once.
  tenant.rateLimits.draw({ method: 'PATCH', path: `/api/v2/users/${userId}` })
  const merged = changed.map((kind) => [kind, mergeMetadata(user[kind], outcome[kind])])
  const next: UserRecord = {
    ...user,
    ...Object.fromEntries(merged),
    updated_at: isoNow(tenant),
  }
  if (Buffer.byteLength(JSON.stringify(showUser(next))) > profileBytesMax) {
    const description = 'Metadata of Actions not written: the profile would exceed 10 KB'
    tenant.log.record('w', { description, user_id: userId })
    return false
  }
  tenant.state.users.set(userId, next)
  return true
}

/**
 * Runs the post-login Actions of one login or refresh. Metadata is written even when an Action denies access
 * after setting it; an uncaught error writes nothing and refuses the login.
 */
export async function runPostLogin(
  tenant: TenantContext,
  login: LoginFacts,
): Promise<LoginVerdict> {
  const { api, outcome, close } = createPostLoginApi(tenant.cacheOf('post-login'))
  const startedAtMs = tenant.now()
  const results = await runTrigger(tenant, {
    triggerId: 'post-login',
    handlerName: 'onExecutePostLogin',
    event: postLoginEvent(tenant, login),
    api,
    isEnded: () => outcome.denial !== null,
  })
  close()
  const failure = failureOf(results)
  const { user_id } = login.user
  const wroteMetadata = failure === null && writeMetadata(tenant, user_id, outcome)
  recordExecution(tenant, {
    trigger_id: 'post-login',
    user_id,
    startedAtMs,
    results,
    wroteMetadata,
  })
  return { refusal: failure?.message ?? outcome.denial, outcome }
}
