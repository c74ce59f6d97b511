import type { ActionCache, PostLoginApi, PostLoginEvent } from '../../actions/auth0-types.ts'

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
export const RECEIVER_URL = 'https://podlink.example'
export const NAMESPACE = 'https://colorecommerce.us/'

type EventChange = Partial<Omit<PostLoginEvent, 'user' | 'secrets'>> & {
  readonly user?: Partial<PostLoginEvent['user']>
  readonly secrets?: PostLoginEvent['secrets']
}

/** A login of a user who holds the facts of revision 3. */
export function loginEvent(change: EventChange = {}): PostLoginEvent {
  return {
    tenant: { id: 'acme' },
    connection: { name: 'Username-Password-Authentication' },
    client: { client_id: 'dashboard' },
    stats: { logins_count: 5 },
    transaction: { protocol: 'oidc-basic-profile' },
    authorization: { roles: ['associate'] },
    ...change,
    user: {
      user_id: 'auth0|user-1',
      email: 'John.Doe@colorecommerce.us',
      email_verified: true,
      name: 'John Doe',
      created_at: '2026-02-01T08:00:00.000Z',
      app_metadata: {
        employee_id: 42,
        department: 'Heat Press',
        role_code: 'associate',
        podlink_rev: 3,
      },
      ...change.user,
    },
    secrets: {
      RECEIVER_URL,
      WEBHOOK_SECRET: SECRET,
      CLAIMS_NAMESPACE: NAMESPACE,
      BUDGET_MS: '2000',
      ...change.secrets,
    },
  }
}

/** An `api` that remembers what it was told. */
export function recordingApi() {
  const metadata: (readonly [string, unknown])[] = []
  const idToken: Record<string, unknown> = {}
  const accessToken: Record<string, unknown> = {}
  const held = new Map<string, string>()
  const cache: ActionCache = {
    get: (key) => {
      const value = held.get(key)
      return value === undefined ? undefined : { value }
    },
    set: (key, value) => held.set(key, value),
    delete: (key) => held.delete(key),
  }
  const api: PostLoginApi = {
    cache,
    user: { setAppMetadata: (key, value) => metadata.push([key, value]) },
    idToken: { setCustomClaim: (name, value) => (idToken[name] = value) },
    accessToken: { setCustomClaim: (name, value) => (accessToken[name] = value) },
  }
  return { api, cache, metadata, idToken, accessToken }
}
