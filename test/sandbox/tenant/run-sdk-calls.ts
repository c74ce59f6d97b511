import { createRequire } from 'node:module'
import { ManagementClient } from 'auth0'
import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'
import { managementScopes } from '../../../sandbox/tenant/management/management-scopes.ts'
import { call, grantMachine } from './drive-tenant.ts'
import { newTenant } from './new-tenant.ts'
import type { SdkCall, SdkVersion, Seen } from './sdk-calls/sdk-call.ts'

/** What the tenant answered to one call of the table. */
export type RecordedBody = {
  readonly method: string
  readonly request: { readonly method: string; readonly path: string }
  /** Empty when the answer had no body. */
  readonly text: string
}

type Client = typeof ManagementClient

/** The class of the SDK that auth0-deploy-cli brings along; its options are those of the newer one. */
function clientOf(version: SdkVersion): Client {
  if (version === '7.1.0') return ManagementClient
  const cli = createRequire(import.meta.url).resolve('auth0-deploy-cli')
  const inside: { ManagementClient: Client } = createRequire(cli)('auth0')
  return inside.ManagementClient
}

function methodAt(client: object, path: string): (...given: readonly unknown[]) => unknown {
  const names = path.split('.')
  const name = names.pop() ?? ''
  const owner = names.reduce<object>((value, key) => Reflect.get(value, key) as object, client)
  const method: unknown = Reflect.get(owner, name)
  if (typeof method !== 'function') throw new Error(`the SDK has no method ${path}`)
  return (...given) => method.apply(owner, given)
}

async function managementToken(tenant: Tenant): Promise<string> {
  const { clientId: client_id, clientSecret: client_secret } = grantMachine(
    tenant,
    managementScopes,
  )
  const audience = tenant.managementAudience
  const body = { grant_type: 'client_credentials', client_id, client_secret, audience }
  const answer = await call(tenant, { method: 'POST', path: '/oauth/token', body })
  return String(answer.body['access_token'])
}

function seenIn(tenant: Tenant, bodies: readonly RecordedBody[]): Seen {
  return {
    tenant,
    field: (method, name) => {
      const text = bodies.findLast((body) => body.method === method)?.text ?? '{}'
      const value: unknown = Reflect.get(JSON.parse(text) as object, name)
      if (typeof value !== 'string') throw new Error(`${method} answered no text ${name}`)
      return value
    },
  }
}

type Answered = Omit<RecordedBody, 'method'>

/** Answers from the tenant, a second apart, so that the rate limits stay out of the way. */
function recordingFetch(tenant: Tenant, answered: Answered[]): typeof fetch {
  return async (input, init) => {
    await tenant.clock.advanceBy(1000)
    const request = new Request(input, init)
    const response = await tenant.app.fetch(request)
    const { pathname: path } = new URL(request.url)
    const text = await response.clone().text()
    answered.push({ request: { method: request.method, path }, text })
    return response
  }
}

/** The receiver of every stream: it refuses what it gets, so that there are failed deliveries to look at. */
const refuseAll: typeof fetch = async () => new Response(null, { status: 400 })

/** Runs the calls with one SDK against one fresh tenant; every call must succeed. */
export async function runSdkCalls(
  version: SdkVersion,
  calls: readonly SdkCall[],
): Promise<RecordedBody[]> {
  const tenant = newTenant({ fetch: refuseAll })
  const answered: Answered[] = []
  const { domain } = tenant
  const token = await managementToken(tenant)
  const client = new (clientOf(version))({ domain, token, maxRetries: 0 })
  const bodies: RecordedBody[] = []
  // SDK 6.4.0 ignores its own `fetch` option.
  const ordinaryFetch = globalThis.fetch
  globalThis.fetch = recordingFetch(tenant, answered)
  try {
    for (const { method, argumentsFor, before, onlyIn } of calls) {
      if (onlyIn !== undefined && onlyIn !== version) continue
      await before?.(tenant)
      await methodAt(client, method)(...argumentsFor(seenIn(tenant, bodies)))
      const answer = answered.at(-1)
      if (answer !== undefined) bodies.push({ method, ...answer })
    }
  } finally {
    globalThis.fetch = ordinaryFetch
  }
  return bodies
}
