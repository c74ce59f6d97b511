import { decodeJwt, type JWTPayload } from 'jose'
import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'
import { firstConnection, peopleClient } from './new-tenant.ts'

export type Answer = {
  readonly status: number
  readonly headers: Headers
  // Tests look into bodies of many shapes.
  readonly body: Record<string, unknown>
}

type Call = (method: string, path: string, body?: unknown) => Promise<Answer>

/** One request to the tenant, JSON in and out. */
export async function call(
  tenant: Tenant,
  request: { method: string; path: string; body?: unknown; token?: string },
): Promise<Answer> {
  const { method, path, body, token } = request
  const response = await tenant.app.request(`https://${tenant.domain}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  const parsed: unknown = isJson ? JSON.parse(text) : { text }
  return {
    status: response.status,
    headers: response.headers,
    body: parsed as Record<string, unknown>,
  }
}

/** Gives a new machine these Management API scopes and returns its credentials. */
export function grantMachine(
  tenant: Tenant,
  scope: readonly string[],
): { clientId: string; clientSecret: string } {
  const clientId = `machine-${tenant.state.clients.size}`
  const clientSecret = `${clientId}-secret`
  tenant.state.clients.set(clientId, {
    client_id: clientId,
    client_secret: clientSecret,
    name: clientId,
    grant_types: ['client_credentials'],
    settings: {},
  })
  const audience = tenant.managementAudience
  const id = `cgr_${clientId}`
  tenant.state.clientGrants.set(id, { id, client_id: clientId, audience, scope, settings: {} })
  return { clientId, clientSecret }
}

/** Calls the Management API as a machine that holds these scopes. */
export async function managementCalls(tenant: Tenant, scope: readonly string[]): Promise<Call> {
  const { clientId, clientSecret } = grantMachine(tenant, scope)
  const answer = await call(tenant, {
    method: 'POST',
    path: '/oauth/token',
    body: {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      audience: tenant.managementAudience,
    },
  })
  const token = String(answer.body['access_token'])
  return (method, path, body) => call(tenant, { method, path: `/api/v2${path}`, body, token })
}

const actionScopes = ['create:actions', 'read:actions', 'update:actions']
const triggerVersions = { 'post-login': 'v3', 'post-user-registration': 'v2' } as const

type ActionFile = {
  readonly name: string
  readonly trigger: keyof typeof triggerVersions
  readonly code: string
  readonly secrets?: readonly { name: string; value: string }[]
}

/** Creates, deploys and binds Actions, in this order, as the real API demands it. */
export async function deployActions(tenant: Tenant, files: readonly ActionFile[]): Promise<void> {
  const api = await managementCalls(tenant, actionScopes)
  for (const { name, trigger, code, secrets = [] } of files) {
    const supported_triggers = [{ id: trigger, version: triggerVersions[trigger] }]
    const body = { name, code, secrets, supported_triggers }
    const created = await api('POST', '/actions/actions', body)
    await api('POST', `/actions/actions/${String(created.body['id'])}/deploy`)
  }
  for (const trigger of new Set(files.map((file) => file.trigger))) {
    const names = files.filter((file) => file.trigger === trigger).map(({ name }) => name)
    const bindings = names.map((value) => ({ ref: { type: 'action_name', value } }))
    const bound = await api('PATCH', `/actions/triggers/${trigger}/bindings`, { bindings })
    if (bound.status !== 200) throw new Error(JSON.stringify(bound.body))
  }
}

export const password = 'Correct-horse-1'

/** Signs somebody up through the ordinary application. */
export function signUp(tenant: Tenant, email: string): Promise<Answer> {
  const body = { client_id: peopleClient.clientId, connection: firstConnection, email, password }
  return call(tenant, { method: 'POST', path: '/dbconnections/signup', body })
}

type LogIn = { readonly email: string; readonly password?: string; readonly scope?: string }

/** Logs somebody in with the password-realm grant; more fields may be added or overridden. */
export function logIn(
  tenant: Tenant,
  person: LogIn,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const body = {
    grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
    client_id: peopleClient.clientId,
    client_secret: peopleClient.clientSecret,
    realm: firstConnection,
    username: person.email,
    password: person.password ?? password,
    scope: person.scope ?? 'openid profile email',
    ...more,
  }
  return call(tenant, { method: 'POST', path: '/oauth/token', body })
}

/** The claims of a token in an answer. */
export function claimsOf(answer: Answer, name: 'id_token' | 'access_token'): JWTPayload {
  return decodeJwt(String(answer.body[name]))
}

/** The account with this address. */
export function userWith(tenant: Tenant, email: string) {
  const user = [...tenant.state.users.values()].find((one) => one.email === email)
  if (user === undefined) throw new Error('no such user')
  return user
}
