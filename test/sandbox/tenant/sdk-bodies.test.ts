import { beforeAll, describe, expect, it } from 'vitest'
import { checkSdkBodies, type BodyProblem, type CheckedBody } from './check-sdk-bodies.ts'
import { newTenant } from './new-tenant.ts'
import { runSdkCalls } from './run-sdk-calls.ts'
import { allFamilies } from './sdk-calls/all-families.ts'
import type { SdkVersion } from './sdk-calls/sdk-call.ts'

const versions: readonly SdkVersion[] = ['7.1.0', '6.4.0']

type Difference = {
  readonly methods: readonly string[]
  readonly problem: RegExp
  readonly reason: string
}

// Where recorded answers of real tenants are known to differ from what both SDKs declare.
const realDifferences: readonly Difference[] = [
  {
    methods: ['roles.delete', 'roles.users.assign', 'roles.permissions.add'],
    problem: /^Type '\{\}' is not assignable to type 'void'/,
    reason:
      'auth0-facts 6: the answer is {}; go-auth0 recordings TestRoleManager_Users, _Permissions',
  },
  {
    methods: ['connections.delete'],
    problem: /^Type '\{ deleted_at: string; \}' is not assignable to type 'void'/,
    reason: 'auth0-facts 6: 202 {deleted_at}',
  },
  {
    methods: ['connections.list'],
    problem: /'"enabled_clients"' does not exist/,
    reason: 'auth0-facts 5.4: all 65 recorded connections have it',
  },
  {
    methods: [
      'actions.get',
      'actions.list',
      'actions.update',
      'actions.triggers.bindings.list',
      'actions.triggers.bindings.updateMany',
    ],
    problem: /'"current_version"' does not exist/,
    reason: 'auth0-facts 6: a later GET has current_version.status BUILT',
  },
  {
    methods: ['users.permissions.list'],
    problem: /'"sources"' does not exist/,
    reason: 'go-auth0 recording TestUserManager_Permissions: each permission names its sources',
  },
  {
    methods: ['jobs.usersExports.create', 'jobs.usersImports.create', 'jobs.get'],
    problem: /'"connection"' does not exist/,
    reason:
      'go-auth0 recordings TestJobManager_ExportUsers, _ImportUsers: the name stands beside the id',
  },
  {
    methods: ['jobs.get'],
    problem: /'"(limit|fields)"' does not exist/,
    reason: 'go-auth0 recording TestJobManager_ImportUsers: a later GET has what the POST echoed',
  },
  {
    methods: ['jobs.get'],
    problem: /'"external_id"' does not exist/,
    reason: 'DOC:manage-users/user-migration/bulk-user-imports: part of the job status response',
  },
  {
    methods: ['logs.list', 'logs.get', 'users.logs.list'],
    problem: /'"_id"' does not exist/,
    reason: 'entries copied from real tenants carry their id as log_id and again as _id',
  },
  {
    methods: ['logs.list', 'logs.get', 'users.logs.list'],
    problem: /'"(tenant_name|environment_name)"' does not exist/,
    reason: 'auth0-facts 3: oas/tenant-logs/logs-schema.json requires both of every log',
  },
]

function isKnown(problem: BodyProblem) {
  return ({ methods, problem: known }: Difference): boolean =>
    methods.includes(problem.body.method) && known.test(problem.message)
}

function isReal(problem: BodyProblem): boolean {
  return realDifferences.some(isKnown(problem))
}

function withoutField(text: string, field: string): string {
  return JSON.stringify(
    JSON.parse(text, (key, value: unknown) => (key === field ? undefined : value)),
  )
}

/**
 * Of an object's unknown fields TypeScript tells the first alone. So a field that is known to be strange is taken out, and
 * what is left is checked again: it must not hide another one.
 */
async function findProblems(checked: readonly CheckedBody[]): Promise<BodyProblem[]> {
  const found = await checkSdkBodies(checked)
  const left = new Map<CheckedBody, string>()
  for (const problem of found.filter(isReal)) {
    const field = /'"(\w+)"' does not exist/.exec(problem.message)?.[1]
    const text = left.get(problem.body) ?? problem.body.text
    if (field !== undefined) left.set(problem.body, withoutField(text, field))
  }
  if (left.size === 0) return found
  const again = [...left].map(([body, text]) => ({ ...body, text }))
  return [...found, ...(await findProblems(again))]
}

const bodies: CheckedBody[] = []
let problems: BodyProblem[]

beforeAll(async () => {
  for (const version of versions) {
    for (const calls of allFamilies) {
      const recorded = await runSdkCalls(version, calls)
      bodies.push(...recorded.map((body) => ({ version, ...body })))
    }
  }
  problems = await findProblems(bodies)
}, 60_000)

describe('every body of the Management API', () => {
  it('has no field that an SDK does not know and lacks none that it expects', () => {
    const unexpected = problems.filter((problem) => !isReal(problem))

    const told = unexpected.map(({ body, message }) => `${body.version} ${body.method}: ${message}`)
    expect(told).toEqual([])
  })

  it('differs from the SDKs wherever a recorded answer does', () => {
    const unused = realDifferences.filter(
      (difference) => !problems.some((problem) => isKnown(problem)(difference)),
    )

    expect(unused.map(({ reason }) => reason)).toEqual([])
  })
})

const isParameter = /^:/

/** The registered route that answers a request: same number of parts, the most literal one first. */
function routeOf(routes: readonly string[], { method, path }: { method: string; path: string }) {
  const given = [method, ...path.split('/').slice(1)]
  const fitting = routes.filter((route) => {
    const parts = route.split(/[ /]+/)
    return (
      parts.length === given.length &&
      parts.every((part, index) => isParameter.test(part) || part === given[index])
    )
  })
  return fitting.toSorted((left, right) => left.split(':').length - right.split(':').length)[0]
}

function modelledRoutes(): string[] {
  const routes = newTenant()
    .app.routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/v2/'))
    .map(({ method, path }) => `${method} ${path.replace(/\/$/, '')}`)
  return [...new Set(routes)]
}

describe('the table of SDK calls', () => {
  it.each(versions)('exercises every modelled route with SDK %s', (version) => {
    const routes = modelledRoutes()

    const exercised = new Set(
      bodies
        .filter((body) => body.version === version)
        .map(({ request }) => routeOf(routes, request)),
    )

    expect(routes.length).toBeGreaterThan(60)
    expect(routes.filter((route) => !exercised.has(route))).toEqual([])
  })
})

const role = { id: 'rol_1', name: 'viewer' }
const action = { id: '1', name: 'a', supported_triggers: [{ id: 'post-login' }], planted: 1 }
const user = { user_id: 'auth0|1', identities: [{ connection: 'c', planted: true }] }
const job = { id: 'job_1', type: 'verification_email' }

const planted: readonly (readonly [what: string, method: string, body: object, told: RegExp])[] = [
  ['an unknown field', 'roles.get', { ...role, planted: 1 }, /planted/],
  ['an unknown field deep in a list', 'actions.list', { actions: [action] }, /planted/],
  ['an unknown field beside an index signature', 'users.get', { planted: 1 }, /planted/],
  ['an unknown field below an index signature', 'users.update', user, /planted/],
  ['a missing field', 'jobs.verificationEmail.create', job, /'status' is missing/],
  ['a field of another type', 'roles.update', { ...role, name: 1 }, /'number' is not assignable/],
  ['a value that is not in the list', 'actions.get', { status: 'BUILT' }, /"BUILT"/],
]

describe('the check of bodies', () => {
  let found: BodyProblem[]
  beforeAll(async () => {
    const request = { method: 'GET', path: '/api/v2/planted' }
    const wrong = planted.flatMap(([, method, body]) =>
      versions.map((version) => ({ version, method, request, text: JSON.stringify(body) })),
    )
    found = await checkSdkBodies(wrong)
  })

  it.each(planted)('finds %s', (_what, method, _body, told) => {
    const about = found.filter(({ body }) => body.method === method)

    expect(about.map(({ body }) => body.version).sort()).toEqual(['6.4.0', '7.1.0'])
    for (const { message } of about) expect(message).toMatch(told)
  })
})
