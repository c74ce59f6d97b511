import { createTenant, type Tenant } from '../sandbox/tenant/create-tenant.ts'

export const USERS = 10_000
export const CONNECTION = 'Username-Password-Authentication'
export const MACHINE = { clientId: 'bench-machine', clientSecret: 'bench-machine-secret' }
export const PERSON_CLIENT = { clientId: 'bench-people', clientSecret: 'bench-people-secret' }
export const PASSWORD = 'Correct-horse-1'

/** One request of the mix; `at` counts up, so that every request is about somebody else. */
export type BenchRequest = {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}
export type Mix = {
  readonly name: string
  readonly request: (at: number) => BenchRequest
}

const userPath = (at: number) => `/api/v2/users/auth0%7C${at % USERS}`

/** What tests and the demo ask of a tenant most. */
export const MIXES: readonly Mix[] = [
  { name: 'read a user', request: (at) => ({ method: 'GET', path: userPath(at) }) },
  {
    name: 'find by e-mail',
    request: (at) => ({
      method: 'GET',
      path: `/api/v2/users-by-email?email=${at % USERS}%40example.test`,
    }),
  },
  {
    name: 'search by e-mail',
    request: (at) => ({
      method: 'GET',
      path: `/api/v2/users?per_page=10&q=email%3A%22${at % USERS}%40example.test%22`,
    }),
  },
  {
    name: 'write metadata',
    request: (at) => ({
      method: 'PATCH',
      path: userPath(at),
      body: { app_metadata: { employee_id: at, department: 'Heat Press' } },
    }),
  },
  {
    name: 'create a user',
    request: (at) => ({
      method: 'POST',
      path: '/api/v2/users',
      body: { connection: CONNECTION, email: `new-${at}@example.test`, password: PASSWORD },
    }),
  },
  {
    name: 'log in',
    request: (at) => ({
      method: 'POST',
      path: '/oauth/token',
      body: {
        grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
        realm: CONNECTION,
        client_id: PERSON_CLIENT.clientId,
        client_secret: PERSON_CLIENT.clientSecret,
        username: `new-${at}@example.test`,
        password: PASSWORD,
        scope: 'openid profile email',
      },
    }),
  },
]

/** A tenant with 10,000 accounts, on a clock that runs so fast that rate limits never bind. */
export function openBenchTenant(domain: string): Tenant {
  let nowMs = Date.UTC(2026, 0, 1)
  const tenant = createTenant({
    domain,
    plan: 'enterprise',
    now: () => (nowMs += 100),
    deployClient: { clientId: 'bench-deploy', clientSecret: 'bench-deploy-secret' },
    peopleClient: PERSON_CLIENT,
  })
  const { clients, clientGrants, users } = tenant.state
  clients.set(MACHINE.clientId, {
    client_id: MACHINE.clientId,
    client_secret: MACHINE.clientSecret,
    name: 'Bench',
    grant_types: ['client_credentials'],
    settings: {},
  })
  clientGrants.set('cgr_bench', {
    id: 'cgr_bench',
    client_id: MACHINE.clientId,
    audience: tenant.managementAudience,
    scope: ['read:users', 'create:users', 'update:users'],
    settings: {},
  })
  for (let at = 0; at < USERS; at += 1) users.set(`auth0|${at}`, inventUser(at))
  return tenant
}

function inventUser(at: number) {
  const createdAt = '2026-01-01T00:00:00.000Z'
  return {
    user_id: `auth0|${at}`,
    connection: CONNECTION,
    email: `${at}@example.test`,
    email_verified: true,
    name: `Person ${at}`,
    app_metadata: { employee_id: at, created_by: 'productivity_system' },
    created_at: createdAt,
    updated_at: createdAt,
    logins_count: 0,
    passwordHash: null,
  }
}
