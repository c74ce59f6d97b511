import type { TenantContext } from '../tenant-context.ts'
import { postLoginEvent, type LoginFacts } from './action-event.ts'
import { failureOf } from './action-execution.ts'
import { createPostLoginApi, type LoginOutcome } from './post-login-api.ts'
import { recordExecution } from './record-execution.ts'
import { runTrigger } from './run-trigger.ts'
import { writeLoginMetadata } from './write-login-metadata.ts'

/** Why the login is refused, or null; claims and scopes count only when it is not. */
export type LoginVerdict = { readonly refusal: string | null; readonly outcome: LoginOutcome }

/**
 * Runs the post-login Actions of one login or refresh. Metadata is written even when an Action denies access
 * after setting it; an uncaught error writes nothing and refuses the login.
 */
export async function runPostLogin(
  tenant: TenantContext,
  login: LoginFacts,
): Promise<LoginVerdict> {
  const { user_id } = login.user
  const trigger_id = 'post-login'
  const post = createPostLoginApi(tenant.cacheOf(trigger_id), login.user)
  const startedAtMs = tenant.now()
  const results = await runTrigger(tenant, {
    triggerId: trigger_id,
    handlerName: 'onExecutePostLogin',
    event: () => postLoginEvent(tenant, login, post.transactionMetadata()),
    api: post.api,
    isEnded: () => post.outcome().denial !== null,
  })
  const outcome = post.outcome()
  const failure = failureOf(results)
  const wroteMetadata = failure === null && (await writeLoginMetadata(tenant, user_id, outcome))
  recordExecution(tenant, { trigger_id, user_id, startedAtMs, results, wroteMetadata })
  return { refusal: failure?.message ?? outcome.denial, outcome }
}
