import { describe, expect, it } from 'vitest'
import type { Answer } from './drive-tenant.ts'
import { managementCalls } from './drive-tenant.ts'
import { firstConnection, newTenant } from './new-tenant.ts'
import {
  answered,
  expected,
  named,
  nothing,
  refused,
  type RealAnswer,
  type World,
} from './real-answer.ts'

const moment: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
const email = 'ann@example.test'
const ann = { connection: firstConnection, user_id: 'ann', email, password: 'Correct-horse-1' }
const path = '/users/auth0%7Cann'

async function newUser({ api }: World, fields: object = {}): Promise<Answer> {
  return api('POST', '/users', { ...ann, ...fields })
}

const shown = {
  user_id: 'auth0|ann',
  email,
  email_verified: false,
  name: email,
  nickname: 'ann',
  picture: expect.stringContaining('https://s.gravatar.com/avatar/'),
  identities: [{ connection: firstConnection, provider: 'auth0', user_id: 'ann', isSocial: false }],
  created_at: moment,
  updated_at: moment,
}

function patched(change: object, before: object = {}) {
  return async (world: World): Promise<Answer> => {
    await newUser(world, before)
    return world.api('PATCH', path, change)
  }
}

const nested = { app_metadata: { kept: 1, gone: 1, object: { a: 1, b: 2 }, list: [1, 2] } }

const userAnswers: readonly RealAnswer[] = [
  {
    section: '4.1',
    what: 'POST /users is 201 with the whole profile',
    ask: (world) => newUser(world, { app_metadata: { id: 7 }, given_name: 'Ann', blocked: false }),
    status: 201,
    body: { ...shown, app_metadata: { id: 7 }, given_name: 'Ann', blocked: false },
  },
  {
    section: '4.1',
    what: 'POST /users without a connection is 400 in the form of all refusals',
    ask: ({ api }) => api('POST', '/users', { ...ann, connection: undefined }),
    status: 400,
    body: refused(400, 'Bad Request', expect.stringContaining('connection'), 'invalid_body'),
  },
  {
    section: '4.1',
    what: 'POST /users of who is there is 409 (8: the usual report of its body, not verified)',
    ask: async (world) => {
      await newUser(world)
      return newUser(world)
    },
    status: 409,
    body: refused(409, 'Conflict', 'The user already exists.', 'auth0_idp_error'),
  },
  {
    section: '4.1',
    what: 'PATCH replaces root fields',
    ask: patched({ given_name: 'Anna' }, { given_name: 'Ann', family_name: 'Example' }),
    status: 200,
    body: { ...shown, given_name: 'Anna', family_name: 'Example' },
  },
  {
    section: '4.1',
    what: 'PATCH unsets a root field with null',
    ask: patched({ given_name: null }, { given_name: 'Ann' }),
    status: 200,
    body: shown,
  },
  {
    section: '4.1',
    what: 'PATCH merges metadata one level deep; null removes a key',
    ask: patched({ app_metadata: { gone: null, object: { c: 3 }, list: [3] } }, nested),
    status: 200,
    body: { ...shown, app_metadata: { kept: 1, object: { c: 3 }, list: [3] } },
  },
  {
    section: '4.1',
    what: 'PATCH with {} wipes metadata',
    ask: patched({ app_metadata: {} }, nested),
    status: 200,
    body: { ...shown, app_metadata: {} },
  },
  {
    section: '4.1',
    what: 'PATCH of who is not there is 404 in the form of all refusals',
    ask: ({ api }) => api('PATCH', path, { name: 'Nobody' }),
    status: 404,
    body: refused(404, 'Not Found', 'The user does not exist.', 'inexistent_user'),
  },
  {
    section: '4.1',
    what: 'users-by-email is case-sensitive and the stored address is lower case',
    ask: async (world) => {
      await newUser(world, { email: 'ANN@example.test' })
      return world.api('GET', '/users-by-email?email=ANN%40example.test')
    },
    status: 200,
    body: [],
  },
  {
    section: '4.1',
    what: 'a deletion is 204 without a body',
    ask: async (world) => {
      await newUser(world)
      return world.api('DELETE', path)
    },
    status: 204,
    body: nothing,
  },
  {
    section: '4.8',
    what: 'users with totals are {start, limit, length, total, users}',
    ask: async (world) => {
      await newUser(world)
      return world.api('GET', '/users?include_totals=true&page=0&per_page=50')
    },
    status: 200,
    body: { start: 0, limit: 50, length: 1, total: 1, users: [shown] },
  },
  {
    section: '4.2',
    what: 'paging past 1000 results is 400 invalid_paging (8: seen by third parties, not verified)',
    ask: ({ api }) => api('GET', '/users?page=10&per_page=100'),
    status: 400,
    body: refused(400, 'Bad Request', expect.any(String), 'invalid_paging'),
  },
]

async function newRole({ api }: World): Promise<Answer> {
  return api('POST', '/roles', { name: 'viewer', description: 'Looks' })
}

async function roleId(world: World): Promise<string> {
  return String((await newRole(world)).body['id'])
}

const role = { id: expect.stringMatching(/^rol_[A-Za-z0-9]{16}$/), name: 'viewer' }

function changeOfRoles(method: string) {
  return async (world: World): Promise<Answer> => {
    await newUser(world)
    return world.api(method, `${path}/roles`, { roles: [await roleId(world)] })
  }
}

const roleAnswers: readonly RealAnswer[] = [
  {
    section: '6',
    what: 'POST roles is 200',
    ask: newRole,
    status: 200,
    body: { ...role, description: 'Looks' },
  },
  {
    section: '6',
    what: 'a roles list is {roles, start, limit, total}',
    ask: async (world) => {
      await newRole(world)
      return world.api('GET', '/roles?per_page=100&page=0&include_totals=true&type=tenant')
    },
    status: 200,
    body: { roles: [{ ...role, description: 'Looks' }], start: 0, limit: 100, total: 1 },
  },
  {
    section: '6',
    what: 'DELETE role is 200 {}',
    ask: async (world) => world.api('DELETE', `/roles/${await roleId(world)}`),
    status: 200,
    body: {},
  },
  {
    section: '4.3',
    what: 'giving somebody a role is 204 without a body',
    ask: changeOfRoles('POST'),
    status: 204,
    body: nothing,
  },
  {
    section: '4.3',
    what: 'taking a role from somebody is 204 without a body',
    ask: changeOfRoles('DELETE'),
    status: 204,
    body: nothing,
  },
  {
    section: '4.3 (go-auth0 TestRoleManager_Permissions)',
    what: 'adding permissions to a role is 201 {}',
    ask: async (world) => {
      const resource_server_identifier = 'https://api.example.test'
      const scopes = [{ value: 'read:orders' }]
      const server = { identifier: resource_server_identifier, scopes }
      await world.api('POST', '/resource-servers', server)
      const permissions = [{ resource_server_identifier, permission_name: 'read:orders' }]
      return world.api('POST', `/roles/${await roleId(world)}/permissions`, { permissions })
    },
    status: 201,
    body: {},
  },
  {
    section: '4.3 (go-auth0 TestRoleManager_Users)',
    what: 'giving a role to people is 200 {}',
    ask: async (world) => {
      await newUser(world)
      return world.api('POST', `/roles/${await roleId(world)}/users`, { users: ['auth0|ann'] })
    },
    status: 200,
    body: {},
  },
]

const job = { type: 'verification_email', status: 'pending', created_at: moment }

const mailAnswers: readonly RealAnswer[] = [
  {
    section: '4.5',
    what: 'a verification mail is a pending job, 201',
    ask: async (world) => {
      await newUser(world)
      return world.api('POST', '/jobs/verification-email', { user_id: 'auth0|ann' })
    },
    status: 201,
    body: { ...job, id: expect.stringMatching(/^job_/) },
  },
  ...['email-verification', 'password-change'].map((kind) => ({
    section: '4.5',
    what: `POST /tickets/${kind} is 201 {ticket}`,
    ask: async (world: World) => {
      await newUser(world)
      return world.api('POST', `/tickets/${kind}`, { user_id: 'auth0|ann' })
    },
    status: 201,
    body: {
      ticket: expect.stringMatching(/^https:\/\/tenant\.example\.test\/u\/.+\?ticket=\w{32}#$/),
    },
  })),
]

const seconds: unknown = expect.stringMatching(/^\d{10}$/)
const limitAnswers: readonly RealAnswer[] = [
  {
    section: '4.6',
    what: 'every answer tells the rate limit, the reset in UTC seconds',
    ask: ({ api }) => api('GET', '/users'),
    status: 200,
    body: [],
    headers: {
      'x-ratelimit-limit': '50',
      'x-ratelimit-remaining': '49',
      'x-ratelimit-reset': seconds,
    },
  },
  {
    section: '4.1',
    what: 'too many requests are 429 too_many_requests, with the headers of 4.6',
    given: { plan: 'free' },
    ask: async ({ api }) => {
      await api('GET', '/users')
      await api('GET', '/users')
      return api('GET', '/users')
    },
    status: 429,
    body: refused(429, 'Too Many Requests', 'Global limit has been reached', 'too_many_requests'),
    headers: {
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': seconds,
    },
  },
]

describe('the answers of a real tenant about people', () => {
  const rows = [...userAnswers, ...roleAnswers, ...mailAnswers, ...limitAnswers]

  it.each(named(rows))('%s', async (_name, row) => {
    expect(await answered(row)).toEqual(expected(row))
  })
})

const reserved = ['__tenant', '_id', 'blocked', 'clientID', 'created_at', 'email_verified']
const alsoReserved = ['email', 'globalClientID', 'global_client_id', 'identities', 'lastIP']
const lastReserved = ['lastLogin', 'loginsCount', 'metadata', 'multifactor_last_modified']
const rest = ['multifactor', 'updated_at', 'user_id', 'a.b', 'a$b']

describe('names of app_metadata', () => {
  const names = [...reserved, ...alsoReserved, ...lastReserved, ...rest]

  it.each(names)('auth0-facts 4.4: may not be %s', async (name) => {
    const row: RealAnswer = {
      section: '4.4',
      what: name,
      ask: (world) => newUser(world, { app_metadata: { [name]: 1 } }),
      status: 400,
      body: refused(400, 'Bad Request', expect.stringContaining(name), expect.any(String)),
    }

    expect(await answered(row)).toEqual(expected(row))
  })
})

type Guarded = readonly [method: string, path: string, scopes: readonly string[]]
const guarded: readonly Guarded[] = [
  ['POST', '/users', ['create:users']],
  ['GET', path, ['read:users']],
  ['PATCH', path, ['update:users', 'update:users_app_metadata']],
  ['DELETE', path, ['delete:users']],
  ['GET', `${path}/roles`, ['read:users', 'read:roles', 'read:role_members']],
  ['POST', `${path}/roles`, ['update:users', 'create:role_members']],
  ['POST', '/jobs/verification-email', ['update:users']],
  ['POST', '/tickets/email-verification', ['create:user_tickets']],
  ['POST', '/tickets/password-change', ['create:user_tickets']],
  ['GET', '/logs', ['read:logs']],
]

describe('the scopes of an endpoint', () => {
  it.each(guarded)('auth0-facts 4.7: %s %s needs any one of %j', async (method, at, scopes) => {
    const tenant = newTenant()
    const refusedCalls = await managementCalls(tenant, ['read:clients'])

    const body = method === 'GET' ? undefined : {}
    const refusal = await refusedCalls(method, at, body)
    const allowed: number[] = []
    for (const scope of scopes) {
      const api = await managementCalls(tenant, [scope])
      allowed.push((await api(method, at, body)).status)
    }

    expect(refusal.body).toEqual(
      refused(
        403,
        'Forbidden',
        expect.stringMatching(/^Insufficient scope, expected any of: /),
        'insufficient_scope',
      ),
    )
    expect(allowed).not.toContain(403)
  })
})
