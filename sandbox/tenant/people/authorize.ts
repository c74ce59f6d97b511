import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord } from '../tenant-state.ts'
import { answerError } from './answer-application.ts'
import { completeAuthorization } from './complete-authorization.ts'
import type { AuthorizationRequest } from './login-state.ts'
import { isSignUpOpen } from './login-connection.ts'
import { beginTransaction } from './login-transactions.ts'
import { showPage } from './page.ts'
import { readAuthorization } from './read-authorization.ts'
import { findSession, type FoundSession } from './sessions.ts'

/** Whether this session is enough for the request, or the person has to be asked for a password. */
function suffices(
  tenant: TenantContext,
  request: AuthorizationRequest,
  { session, user }: FoundSession,
): boolean {
  if (request.prompt === 'login' || user.connection !== request.connection) return false
  if (request.maxAgeSeconds === null) return true
  const ageMs = tenant.now() - session.authenticatedAtMs
  return request.maxAgeSeconds > 0 && ageMs <= request.maxAgeSeconds * 1000
}

async function authorize(
  tenant: TenantContext,
  context: Context,
  login: { readonly client: ClientRecord; readonly request: AuthorizationRequest },
): Promise<Response> {
  const { client, request } = login
  const found = findSession(tenant, context)
  if (found !== null && suffices(tenant, request, found)) {
    const transactionId = tenant.ids.word(24)
    return completeAuthorization(tenant, context, {
      ...login,
      ...found,
      by: 'session',
      transactionId,
    })
  }
  if (request.prompt === 'none') {
    const description = 'Login required'
    const { client_id, name: client_name } = client
    tenant.log.record('fsa', { client_id, client_name, description })
    return answerError(context, request, { error: 'login_required', description })
  }
  const state = beginTransaction(tenant, context, request)
  const isSignUp = request.screen === 'signup' && isSignUpOpen(tenant, request.connection)
  context.header('cache-control', 'no-store')
  return context.redirect(`/u/${isSignUp ? 'signup' : 'login'}?state=${state}`)
}

/**
 * `/authorize`: authorization code flow with PKCE. What is wrong with the application or its callback is shown to the
 * person; everything later goes back to the application (DOC: auth0-universal-login/error-pages).
 */
export function authorizeEndpoint(tenant: TenantContext): Hono {
  return new Hono().get('/', async (context) => {
    const read = readAuthorization(tenant, context)
    if (read.kind === 'request') {
      return authorize(tenant, context, read)
    }
    const { error, description } = read.problem
    tenant.log.record('f', { description, client_id: context.req.query('client_id') })
    if (read.kind === 'back') return answerError(context, read.target, read.problem)
    const body = html`<p class="problem" role="alert">${error}: ${description}</p>`
    return showPage(context, { status: read.status, title: 'Something went wrong', body })
  })
}
