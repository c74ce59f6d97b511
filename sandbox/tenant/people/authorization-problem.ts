import { notModelled } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord } from '../tenant-state.ts'
import { findApi, unknownApi } from './wanted-api.ts'

/** An OAuth error, in the words the application gets. */
export type Problem = { readonly error: string; readonly description: string }

type Given = Readonly<Record<string, string | undefined>>

// Auth0 acts on each of these; to ignore one would be an invented success.
const notModelledParameters = [
  'request',
  'request_uri',
  'organization',
  'invitation',
  'resource',
  'claims',
  'acr_values',
  'authorization_details',
  'dpop_jkt',
  'id_token_hint',
  'access_token',
  'session_transfer_token',
  'connection_scope',
]
const otherResponseTypes = new Set([
  'token',
  'id_token',
  'id_token token',
  'code token',
  'code id_token',
  'code id_token token',
])

function invalid(description: string): Problem {
  return { error: 'invalid_request', description }
}

function checkModelled(client: ClientRecord, given: Given): void {
  for (const name of notModelledParameters) {
    if (given[name] !== undefined) throw notModelled(`the parameter ${name} of /authorize`)
  }
  const { prompt, response_type = '', screen_hint } = given
  if (otherResponseTypes.has(response_type)) throw notModelled(`response_type ${response_type}`)
  if (prompt === 'consent' || prompt === 'select_account' || prompt === 'create') {
    throw notModelled(`prompt ${prompt}`)
  }
  if (screen_hint !== undefined && screen_hint !== 'login' && screen_hint !== 'signup') {
    throw notModelled(`screen_hint ${screen_hint}`)
  }
  if (given['scope'] === undefined) throw notModelled('authorization without a scope')
  if (client.settings['is_first_party'] === false) throw notModelled('consent')
  if (client.settings['require_pushed_authorization_requests'] === true) {
    throw notModelled('pushed authorization requests')
  }
}

/** Auth0 supports S256 alone (DOC:api/authentication/authorization-code-flow-with-pkce/authorize-with-pkce). */
function pkceProblem(client: ClientRecord, given: Given): Problem | null {
  const { code_challenge, code_challenge_method } = given
  const isPublic = client.settings['token_endpoint_auth_method'] === 'none'
  if (code_challenge === undefined) {
    if (code_challenge_method !== undefined) return invalid('Missing code_challenge')
    return isPublic ? invalid('Parameter code_challenge is required for this client') : null
  }
  if (code_challenge_method !== 'S256') {
    return invalid('Parameter code_challenge_method must be S256')
  }
  const isSha256 = /^[A-Za-z0-9_-]{43}$/.test(code_challenge)
  return isSha256 ? null : invalid('Parameter code_challenge is not a SHA-256 in base64url')
}

function apiProblem(tenant: TenantContext, audience: string | null): Problem | null {
  const server = findApi(tenant, audience)
  if (server === 'unknown') {
    return { error: 'access_denied', description: unknownApi(tenant, audience) }
  }
  if (server?.settings['skip_consent_for_verifiable_first_party_clients'] === false) {
    throw notModelled('consent')
  }
  return null
}

/**
 * What is wrong with a request whose application and callback are known, or null.
 * @throws 501 for what Auth0 can and this stand-in cannot.
 */
export function authorizationProblem(
  tenant: TenantContext,
  client: ClientRecord,
  given: Given,
): Problem | null {
  checkModelled(client, given)
  const { response_type, prompt, max_age, audience = null } = given
  if (response_type === undefined) return invalid('Missing required parameter: response_type')
  if (response_type !== 'code') {
    const description = `Unsupported response type: ${response_type}`
    return { error: 'unsupported_response_type', description }
  }
  if (!client.grant_types.includes('authorization_code')) {
    const description = "Grant type 'authorization_code' not allowed for the client."
    return { error: 'unauthorized_client', description }
  }
  if (prompt !== undefined && prompt !== 'none' && prompt !== 'login') {
    return invalid(`Invalid prompt: ${prompt}`)
  }
  if (max_age !== undefined && !/^\d{1,9}$/.test(max_age)) {
    return invalid('Parameter max_age must be a number of seconds')
  }
  return pkceProblem(client, given) ?? apiProblem(tenant, audience)
}
