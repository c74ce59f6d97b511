/** What the worker may do in the tenant, and nothing else; `auth0-tenant/config/tenant.yaml` grants exactly these. */
export const WORKER_SCOPES: readonly string[] = [
  'create:users',
  'read:users',
  'update:users',
  'delete:users',
  'read:roles',
  'read:logs',
]

export type CredentialsCheck =
  /** The tenant gave a token; `serverTime` is its clock, null when it named none. */
  | {
      readonly kind: 'granted'
      readonly missing: readonly string[]
      readonly excess: readonly string[]
      readonly serverTime: Date | null
    }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'unreachable' }

/** Asks the tenant for a machine token and compares its scopes with `required`. Calls no API and changes nothing. */
export async function checkCredentials(
  client: { readonly domain: string; readonly clientId: string; readonly clientSecret: string },
  required: readonly string[],
  fetchToken: typeof fetch = fetch,
): Promise<CredentialsCheck> {
  const response = await fetchToken(`https://${client.domain}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_secret: client.clientSecret,
      audience: `https://${client.domain}/api/v2/`,
    }),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => null)
  if (response === null) return { kind: 'unreachable' }
  if (!response.ok) return { kind: 'refused', status: response.status }
  const scopes = readScopes(await response.json().catch(() => null))
  const date = response.headers.get('date')
  return {
    kind: 'granted',
    missing: required.filter((scope) => !scopes.includes(scope)),
    excess: scopes.filter((scope) => !required.includes(scope)),
    serverTime: date === null ? null : new Date(date),
  }
}

function readScopes(body: unknown): readonly string[] {
  const scope = typeof body === 'object' && body !== null && 'scope' in body ? body.scope : ''
  return typeof scope === 'string' ? scope.split(' ').filter((one) => one !== '') : []
}
