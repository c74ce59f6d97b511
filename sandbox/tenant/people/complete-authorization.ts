import type { Context } from 'hono'
import type { PersonRequest } from '../runtime/action-event.ts'
import { runPostLogin } from '../runtime/run-post-login.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord, UserRecord } from '../tenant-state.ts'
import { answerApplication, answerError } from './answer-application.ts'
import { issueCode } from './authorization-codes.ts'
import { flowOf } from './flow.ts'
import { blockedMessage, countLogin, loginFacts } from './login-facts.ts'
import type { AuthorizationRequest, SessionRecord } from './login-state.ts'
import { personRequest } from './read-form.ts'
import { dropSession } from './sessions.ts'
import { wantedApi } from './wanted-api.ts'

/** Somebody whose session is open, and what he is to be logged in to. */
export type OpenLogin = {
  readonly client: ClientRecord
  readonly request: AuthorizationRequest
  readonly session: SessionRecord
  readonly user: UserRecord
  /** `session` when no password was asked for. */
  readonly by: 'password' | 'session'
  /** Names the flow in `event.transaction.id`. */
  readonly transactionId: string
}

/** Actions see the request that began the flow, whichever page ended it. */
function seenRequest(context: Context, request: AuthorizationRequest): PersonRequest {
  return { ...personRequest(context, {}), method: 'GET', query: request.query }
}

function counts(tenant: TenantContext, login: OpenLogin): boolean {
  return login.by === 'password' || tenant.unknown.sessionLoginCounts
}

/**
 * Runs the post-login Actions, also for a login by session (auth0-facts 1.1), and sends the browser back with a code
 * or with the reason why not.
 */
export async function completeAuthorization(
  tenant: TenantContext,
  context: Context,
  login: OpenLogin,
): Promise<Response> {
  const { client, request, session } = login
  const person = seenRequest(context, request)
  const isSilent = request.prompt === 'none'
  const refuse = (error: string, description: string) => {
    const facts = loginFacts({ client, request: person }, login.user)
    tenant.log.record(isSilent ? 'fsa' : 'f', { ...facts, description })
    return answerError(context, request, { error, description })
  }
  if (login.user.blocked === true) {
    if (login.by === 'password') dropSession(tenant, session)
    return refuse('unauthorized', blockedMessage)
  }
  const server = wantedApi(tenant, request.audience)
  const user = counts(tenant, login) ? countLogin(tenant, login.user, person) : login.user
  const { refusal, outcome } = await runPostLogin(tenant, {
    user,
    client,
    protocol: 'oidc-basic-profile',
    scope: request.scope,
    audience: server?.identifier ?? null,
    request: person,
    browser: {
      sid: session.sid,
      authenticatedAtMs: session.authenticatedAtMs,
      transaction: { id: login.transactionId, ...flowOf(request) },
    },
  })
  if (refusal !== null) {
    if (!tenant.unknown.deniedLoginKeepsSession) dropSession(tenant, session)
    return refuse('access_denied', refusal)
  }
  const code = issueCode(tenant, { request, session, outcome })
  tenant.log.record(isSilent ? 'ssa' : 's', loginFacts({ client, request: person }, user))
  return answerApplication(context, request, { code })
}
