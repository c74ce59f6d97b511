import { describe, expect, it } from 'vitest'
import { call, logIn, signUp, type Answer } from './drive-tenant.ts'
import { deployClient } from './new-tenant.ts'
import {
  answered,
  expected,
  named,
  newWorld,
  nothing,
  refused,
  type RealAnswer,
  type World,
} from './real-answer.ts'

const code = 'exports.onExecutePostLogin = async (event, api) => {}'
const supported_triggers = [{ id: 'post-login', version: 'v3' }]
const moment: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
const uuid: unknown = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)

function idOf(answer: Answer): string {
  return String(answer.body['id'])
}

async function draft({ api }: World, fields: object = {}): Promise<Answer> {
  const action = { name: 'note-login', code, runtime: 'node22', supported_triggers }
  return api('POST', '/actions/actions', { ...action, ...fields })
}

async function deploy(world: World): Promise<{ readonly id: string; readonly answer: Answer }> {
  const id = idOf(await draft(world))
  return { id, answer: await world.api('POST', `/actions/actions/${id}/deploy`) }
}

async function bind(world: World): Promise<Answer> {
  await deploy(world)
  const bindings = [{ ref: { type: 'action_name', value: 'note-login' }, display_name: 'Note' }]
  return world.api('PATCH', '/actions/triggers/post-login/bindings', { bindings })
}

const times = { created_at: moment, updated_at: moment }
const base = {
  id: uuid,
  name: 'note-login',
  supported_triggers,
  ...times,
  all_changes_deployed: false,
}
const written = { code, runtime: 'node22', dependencies: [], secrets: [] }
const version = { ...written, ...times, id: uuid, number: 1, status: 'built', supported_triggers }
const versions = {
  current_version: {
    id: uuid,
    code,
    runtime: 'node22',
    status: 'BUILT',
    number: 1,
    build_time: moment,
    ...times,
  },
  deployed_version: { ...version, deployed: true, built_at: moment },
}
const binding = {
  id: uuid,
  trigger_id: 'post-login',
  display_name: 'Note',
  ...times,
  action: { ...base, ...versions },
}

const actionAnswers: readonly RealAnswer[] = [
  {
    section: '6',
    what: 'POST action is 201, pending, without secrets and undeployed',
    ask: (world) => draft(world),
    status: 201,
    body: { ...base, ...written, status: 'pending' },
  },
  {
    section: '1.1',
    what: 'an action without a runtime gets node22',
    ask: (world) => draft(world, { runtime: undefined }),
    status: 201,
    body: { ...base, ...written, status: 'pending' },
  },
  {
    section: '6',
    what: 'deploy is 200 with a version that is not deployed yet, and its action',
    ask: async (world) => (await deploy(world)).answer,
    status: 200,
    body: { ...version, deployed: false, action: base },
  },
  {
    section: '6',
    what: 'a later GET has current_version BUILT next to built, and all_changes_deployed (5.4)',
    ask: async (world) => world.api('GET', `/actions/actions/${(await deploy(world)).id}`),
    status: 200,
    body: { ...base, ...written, ...versions, status: 'built', all_changes_deployed: true },
  },
  {
    section: '5.3',
    what: 'a draft that is not built yet cannot be deployed (ISS#395)',
    given: { actionBuildMs: 60_000 },
    ask: async (world) => (await deploy(world)).answer,
    status: 400,
    body: refused(
      400,
      'Bad Request',
      "A draft must be in the 'built' state before it can be deployed.",
    ),
  },
  {
    section: '6',
    what: 'an empty list of actions has no total',
    ask: ({ api }) => api('GET', '/actions/actions?page=0&per_page=100'),
    status: 200,
    body: { actions: [], per_page: 100 },
  },
  {
    section: '6',
    what: 'an empty list of bindings has no total',
    ask: ({ api }) => api('GET', '/actions/triggers/post-login/bindings?page=0&per_page=50'),
    status: 200,
    body: { bindings: [], per_page: 50 },
  },
  {
    section: '5.3',
    what: 'bindings are written by action name and answered whole',
    ask: bind,
    status: 200,
    body: { bindings: [binding] },
  },
  {
    section: '6',
    what: 'a list of bindings has the deployed version and nothing of the draft',
    ask: async (world) => {
      await bind(world)
      return world.api('GET', '/actions/triggers/post-login/bindings')
    },
    status: 200,
    body: { bindings: [binding], total: 1, per_page: 20 },
  },
  {
    section: '5.3',
    what: 'there are no action modules to list',
    ask: ({ api }) => api('GET', '/actions/modules?page=0&per_page=100'),
    status: 200,
    body: { modules: [], total: 0, page: 0, per_page: 100 },
  },
]

const machine = { name: 'Machine', app_type: 'non_interactive' }
const databaseOptions = {
  passwordPolicy: 'good',
  brute_force_protection: true,
  strategy_version: 2,
  mfa: { active: true, return_enroll_settings: true },
}

async function newConnection({ api }: World): Promise<Answer> {
  return api('POST', '/connections', { name: 'employees', strategy: 'auth0' })
}

const applicationAnswers: readonly RealAnswer[] = [
  {
    section: '6',
    what: 'a client-grants checkpoint list is {client_grants}',
    ask: ({ api }) => api('GET', '/client-grants?include_totals=true&take=50&client_id=none'),
    status: 200,
    body: { client_grants: [] },
  },
  {
    section: '5.3',
    what: 'a connections checkpoint list is {connections}, each with enabled_clients (5.4)',
    ask: ({ api }) => api('GET', '/connections?include_totals=true&take=50&strategy=auth0'),
    status: 200,
    body: {
      connections: [
        {
          id: expect.stringMatching(/^con_/),
          name: 'Username-Password-Authentication',
          strategy: 'auth0',
          is_domain_connection: false,
          realms: ['Username-Password-Authentication'],
          enabled_clients: ['people-client'],
          options: databaseOptions,
        },
      ],
    },
  },
  {
    section: '6',
    what: 'PATCH of the clients of a connection is 204 without a body',
    ask: async (world) => {
      const path = `/connections/${idOf(await newConnection(world))}/clients`
      return world.api('PATCH', path, [{ client_id: deployClient.clientId, status: true }])
    },
    status: 204,
    body: nothing,
  },
  {
    section: '6 (go-auth0 TestConnectionManager_Create)',
    what: 'POST connection is 201 with the options of a new database',
    ask: newConnection,
    status: 201,
    body: {
      id: expect.stringMatching(/^con_[A-Za-z0-9]{16}$/),
      options: databaseOptions,
      strategy: 'auth0',
      name: 'employees',
      is_domain_connection: false,
      enabled_clients: [],
      realms: ['employees'],
    },
  },
  {
    section: '6',
    what: 'DELETE connection is 202 {deleted_at}',
    ask: async (world) => world.api('DELETE', `/connections/${idOf(await newConnection(world))}`),
    status: 202,
    body: { deleted_at: moment },
  },
  {
    section: '4.4',
    what: 'client_metadata holds 255 characters per value',
    ask: ({ api }) =>
      api('POST', '/clients', { ...machine, client_metadata: { key: 'x'.repeat(256) } }),
    status: 400,
    body: refused(400, 'Bad Request', expect.any(String), 'invalid_body'),
  },
  {
    section: '4.4',
    what: 'client_metadata holds 10 keys',
    ask: ({ api }) => {
      const keys = Array.from({ length: 11 }, (_, index) => [`key${index}`, 'x'])
      return api('POST', '/clients', { ...machine, client_metadata: Object.fromEntries(keys) })
    },
    status: 400,
    body: refused(400, 'Bad Request', expect.any(String), 'invalid_body'),
  },
  {
    section: '6 (go-auth0 TestEmailTemplateManager_Update)',
    what: 'POST of a template that is there is 409 without a code',
    ask: async ({ api }) => {
      await api('POST', '/email-templates', { template: 'verify_email' })
      return api('POST', '/email-templates', { template: 'verify_email' })
    },
    status: 409,
    body: refused(409, 'Conflict', 'Template verify_email already exists.'),
  },
  {
    section: '6 (go-auth0 TestActionManager_Execution)',
    what: 'an execution that is not there is 404 without a code',
    ask: ({ api }) => api('GET', '/actions/executions/none'),
    status: 404,
    body: refused(404, 'Not Found', 'That execution does not exist.'),
  },
  {
    section: '4.1',
    what: 'reading a template nobody wrote is 404 inexistent_email_template',
    ask: ({ api }) => api('GET', '/email-templates/welcome_email'),
    status: 404,
    body: refused(404, 'Not Found', 'The template does not exist.', 'inexistent_email_template'),
  },
  {
    section: '5.3',
    what: 'PATCH of a template nobody wrote is 404, so that it is posted',
    ask: ({ api }) => api('PATCH', '/email-templates/verify_email', { enabled: true }),
    status: 404,
    body: refused(404, 'Not Found', 'The template does not exist.', 'inexistent_email_template'),
  },
]

const failing = 'exports.onExecutePostLogin = async () => { throw new Error("the text") }'

async function failedLogin(world: World): Promise<Answer> {
  await signUp(world.tenant, 'ann@example.test')
  await bind(world)
  const [action] = world.tenant.state.actions.values()
  const path = `/actions/actions/${action?.id}`
  await world.api('PATCH', path, { code: failing })
  await world.api('POST', `${path}/deploy`)
  return logIn(world.tenant, { email: 'ann@example.test' })
}

const loginAnswers: readonly RealAnswer[] = [
  {
    section: '1.7',
    what: 'an uncaught error of an action is access_denied with its text as the description',
    ask: failedLogin,
    status: 403,
    body: { error: 'access_denied', error_description: 'the text' },
  },
  {
    section: '4.8',
    what: 'client credentials posted as a form give a bearer token',
    ask: async ({ tenant }) => {
      const { clientId: client_id, clientSecret: client_secret } = deployClient
      const audience = tenant.managementAudience
      const body = { grant_type: 'client_credentials', client_id, client_secret, audience }
      return call(tenant, { method: 'POST', path: '/oauth/token', body })
    },
    status: 200,
    body: {
      access_token: expect.any(String),
      scope: expect.stringContaining('read:clients'),
      expires_in: 86_400,
      token_type: 'Bearer',
    },
  },
]

describe('the answers of a real tenant', () => {
  const rows = [...actionAnswers, ...applicationAnswers, ...loginAnswers]

  it.each(named(rows))('%s', async (_name, row) => {
    expect(await answered(row)).toEqual(expected(row))
  })
})

describe('the list of triggers', () => {
  const runtimes = ['node18-actions', 'node22']
  const current = {
    status: 'CURRENT',
    runtimes,
    default_runtime: 'node22',
    binding_policy: 'trigger-bound',
  }

  it.each([
    {
      ...current,
      id: 'post-login',
      version: 'v3',
      compatible_triggers: [{ id: 'post-login', version: 'v2' }],
    },
    { ...current, id: 'post-user-registration', version: 'v2', compatible_triggers: [] },
    {
      ...current,
      id: 'event-stream',
      version: 'v1',
      compatible_triggers: [],
      runtimes: ['node22'],
      binding_policy: 'entity-bound',
    },
  ])('auth0-facts 1.1: has $id $version with its runtimes', async (trigger) => {
    const row: RealAnswer = {
      section: '1.1',
      what: trigger.id,
      ask: ({ api }) => api('GET', '/actions/triggers'),
      status: 200,
      body: { triggers: expect.arrayContaining([trigger]) },
    }

    expect(await answered(row)).toEqual(expected(row))
  })
})

describe('the limits of Actions', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`)
  const tooMuch: readonly (readonly [what: string, fields: object])[] = [
    ['code of more than 100 kB', { code: ' '.repeat(100 * 1024 + 1) }],
    ['31 secrets', { secrets: many(31).map((name) => ({ name, value: 'x' })) }],
    ['a secret of 4097 characters', { secrets: [{ name: 'n', value: 'x'.repeat(4097) }] }],
    ['a secret name of 129 characters', { secrets: [{ name: 'n'.repeat(129), value: 'x' }] }],
    ['11 dependencies', { dependencies: many(11).map((name) => ({ name, version: '1.0.0' })) }],
    ['the runtime node24', { runtime: 'node24' }],
  ]

  // The facts name the limits and no body for them.
  it.each(tooMuch)('auth0-facts 1.5: %s is refused', async (_what, fields) => {
    const world = await newWorld()

    const answer = await draft(world, fields)

    expect(answer.status).toBe(400)
  })
})
