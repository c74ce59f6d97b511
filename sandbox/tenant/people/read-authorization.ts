import type { Context } from 'hono'
import { notModelled } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord } from '../tenant-state.ts'
import type { AnswerTarget } from './answer-application.ts'
import { authorizationProblem, type Problem } from './authorization-problem.ts'
import { loginPageConnection } from './login-connection.ts'
import type { AuthorizationRequest } from './login-state.ts'
import { shownQuery } from './read-form.ts'

/** `page`: nobody can be trusted with the answer, so the person sees it. `back`: the application is told. */
export type ReadAuthorization =
  | { readonly kind: 'page'; readonly status: 400 | 403; readonly problem: Problem }
  | { readonly kind: 'back'; readonly target: AnswerTarget; readonly problem: Problem }
  | {
      readonly kind: 'request'
      readonly client: ClientRecord
      readonly request: AuthorizationRequest
    }

/** The query without empty values, which count as missing (RFC 6749, 3.1). */
export type Parameters = Readonly<Record<string, string | undefined>>

function textList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

function page(status: 400 | 403, error: string, description: string): ReadAuthorization {
  return { kind: 'page', status, problem: { error, description } }
}

/** Where the answer goes: an address that the application has registered, letter by letter. */
function readTarget(client: ClientRecord, parameters: Parameters): AnswerTarget | null {
  const { redirect_uri, response_mode = 'query', state } = parameters
  const callbacks = textList(client.settings['callbacks'])
  if (redirect_uri === undefined) return null
  if (!callbacks.includes(redirect_uri)) {
    if (callbacks.some((callback) => callback.includes('*'))) {
      throw notModelled('callbacks with placeholders')
    }
    return null
  }
  if (response_mode !== 'query' && response_mode !== 'form_post') {
    throw notModelled(`response_mode ${response_mode}`)
  }
  return { redirect_uri, response_mode, state: state ?? null }
}

function words(text: string | undefined): readonly string[] {
  return text?.split(/\s+/).filter(Boolean) ?? []
}

function toRequest(
  client: ClientRecord,
  target: AnswerTarget,
  facts: { readonly parameters: Parameters; readonly connection: string },
): AuthorizationRequest {
  const { parameters, connection } = facts
  const { prompt, max_age } = parameters
  const query = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  return {
    ...target,
    client_id: client.client_id,
    scope: words(parameters['scope']),
    audience: parameters['audience'] ?? null,
    connection,
    nonce: parameters['nonce'] ?? null,
    codeChallenge: parameters['code_challenge'] ?? null,
    prompt: prompt === 'none' || prompt === 'login' ? prompt : null,
    maxAgeSeconds: max_age === undefined ? null : Number(max_age),
    loginHint: parameters['login_hint'] ?? null,
    uiLocales: words(parameters['ui_locales']),
    screen: parameters['screen_hint'] === 'signup' ? 'signup' : 'login',
    query: shownQuery(Object.fromEntries(query)),
  }
}

/** Reads and checks a request to `/authorize`. */
export function readAuthorization(tenant: TenantContext, context: Context): ReadAuthorization {
  const repeated = Object.entries(context.req.queries()).find(([, values]) => values.length > 1)
  if (repeated !== undefined) {
    return page(400, 'invalid_request', `Parameter ${repeated[0]} is given more than once`)
  }
  const given = Object.entries(context.req.query()).filter(([, value]) => value !== '')
  const parameters: Parameters = Object.fromEntries(given)
  const { client_id } = parameters
  if (client_id === undefined) {
    return page(400, 'invalid_request', 'Missing required parameter: client_id')
  }
  const client = tenant.state.clients.get(client_id)
  if (client === undefined) return page(400, 'invalid_request', `Unknown client: ${client_id}`)
  const target = readTarget(client, parameters)
  if (target === null) {
    if (parameters['redirect_uri'] === undefined) {
      return page(400, 'invalid_request', 'Missing required parameter: redirect_uri')
    }
    const description = 'The provided redirect_uri is not in the list of allowed callback URLs.'
    return page(403, 'access_denied', `Callback URL mismatch. ${description}`)
  }
  const problem = authorizationProblem(tenant, client, parameters)
  if (problem !== null) return { kind: 'back', target, problem }
  const connection = loginPageConnection(tenant, client, parameters['connection'] ?? null)
  if (connection === null) {
    const isAsked = parameters['connection'] !== undefined
    const description = isAsked
      ? 'The connection is not enabled for this client.'
      : 'no connections enabled for the client'
    return { kind: 'back', target, problem: { error: 'invalid_request', description } }
  }
  const facts = { parameters, connection: connection.name }
  return { kind: 'request', client, request: toRequest(client, target, facts) }
}
