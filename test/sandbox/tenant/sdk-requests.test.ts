import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import { deployClient, firstConnection } from './new-tenant.ts'
import { newWorld, type World } from './real-answer.ts'

const fromHere = createRequire(import.meta.url)
const insideCli = createRequire(fromHere.resolve('auth0-deploy-cli'))

/** The request types of both SDKs as they were published. */
const declarations = [fromHere, insideCli].flatMap((from) =>
  // A body that is one of several, or not alone in the request, is declared among the ordinary types.
  ['requests/requests.d.ts', 'types/types.d.ts'].map((file) =>
    readFileSync(from.resolve('auth0').replace('index.js', `management/api/${file}`), 'utf8'),
  ),
)

/** The names of the fields that an SDK lets a request have. */
function fieldsOf(name: string): string[] {
  const all = declarations.flatMap((text) => {
    const block = text.split(`export interface ${name} {\n`)[1]?.split('\n}')[0] ?? ''
    return [...block.matchAll(/^ {4}"?(\w+)"?\??:/gm)].map((match) => String(match[1]))
  })
  return [...new Set(all)]
}

const code = 'exports.onExecutePostLogin = async () => {}'
const supported_triggers = [{ id: 'post-login', version: 'v3' }]
const identifier = 'https://api.example.test'
const user = '/users/auth0%7Cann'
const permissions = [{ permission_name: 'read:orders', resource_server_identifier: identifier }]
const sink = { httpEndpoint: 'https://receiver.example.test/logs' }
const destination = {
  type: 'webhook',
  configuration: {
    webhook_endpoint: 'https://receiver.example.test/events',
    webhook_authorization: { method: 'bearer', token: 'stream-secret' },
  },
}
const newUser = { connection: firstConnection, email: 'ann@example.test', password: 'Correct-1-a' }

type Row = readonly [type: string, method: string, path: string, body: object]
/** Bodies that are complete without more; `:roles` and the like stand for the id of the first record. */
const bodies: readonly Row[] = [
  ['CreateUserRequestContent', 'POST', '/users', newUser],
  ['UpdateUserRequestContent', 'PATCH', user, { name: 'Ann' }],
  ['AssignUserRolesRequestContent', 'POST', `${user}/roles`, { roles: ['rol_none'] }],
  ['DeleteUserRolesRequestContent', 'DELETE', `${user}/roles`, { roles: ['rol_none'] }],
  ['CreateRoleRequestContent', 'POST', '/roles', { name: 'r' }],
  ['UpdateRoleRequestContent', 'PATCH', '/roles/:roles', {}],
  ['CreateClientRequestContent', 'POST', '/clients', { name: 'c' }],
  ['UpdateClientRequestContent', 'PATCH', `/clients/${deployClient.clientId}`, {}],
  ['UpdateClientGrantRequestContent', 'PATCH', '/client-grants/:clientGrants', {}],
  ['CreateResourceServerRequestContent', 'POST', '/resource-servers', { identifier }],
  ['UpdateResourceServerRequestContent', 'PATCH', `/resource-servers/${identifier}`, {}],
  ['UpdateConnectionRequestContent', 'PATCH', '/connections/:connections', {}],
  ['UpdateActionRequestContent', 'PATCH', '/actions/actions/:actions', {}],
  [
    'UpdateActionBindingsRequestContent',
    'PATCH',
    '/actions/triggers/post-login/bindings',
    { bindings: [] },
  ],
  ['CreateVerificationEmailRequestContent', 'POST', '/jobs/verification-email', { user_id: 'x' }],
  ['CreateExportUsersRequestContent', 'POST', '/jobs/users-exports', { format: 'json' }],
  ['CreateUserPermissionsRequestContent', 'POST', `${user}/permissions`, { permissions }],
  ['DeleteUserPermissionsRequestContent', 'DELETE', `${user}/permissions`, { permissions }],
  ['AddRolePermissionsRequestContent', 'POST', '/roles/:roles/permissions', { permissions }],
  ['DeleteRolePermissionsRequestContent', 'DELETE', '/roles/:roles/permissions', { permissions }],
  ['AssignRoleUsersRequestContent', 'POST', '/roles/:roles/users', { users: ['auth0|ann'] }],
  ['CreateLogStreamHttpRequestBody', 'POST', '/log-streams', { type: 'http', sink }],
  ['UpdateLogStreamRequestContent', 'PATCH', '/log-streams/:logStreams', {}],
  ['CreateEventStreamWebHookRequestContent', 'POST', '/event-streams', { destination }],
  ['UpdateEventStreamRequestContent', 'PATCH', '/event-streams/:eventStreams', {}],
  [
    'CreateEventStreamTestEventRequestContent',
    'POST',
    '/event-streams/:eventStreams/test',
    { event_type: 'user.created' },
  ],
  [
    'CreateEventStreamRedeliveryRequestContent',
    'POST',
    '/event-streams/:eventStreams/redeliver',
    {},
  ],
  ['VerifyEmailTicketRequestContent', 'POST', '/tickets/email-verification', { user_id: 'x' }],
  ['ChangePasswordTicketRequestContent', 'POST', '/tickets/password-change', { user_id: 'x' }],
  ['UpdateTenantSettingsRequestContent', 'PATCH', '/tenants/settings', {}],
  ['CreateEmailTemplateRequestContent', 'POST', '/email-templates', { template: 'mfa_oob_code' }],
  ['UpdateEmailTemplateRequestContent', 'PATCH', '/email-templates/verify_email', {}],
  [
    'UpdateBruteForceSettingsRequestContent',
    'PATCH',
    '/attack-protection/brute-force-protection',
    {},
  ],
  [
    'UpdateBreachedPasswordDetectionSettingsRequestContent',
    'PATCH',
    '/attack-protection/breached-password-detection',
    {},
  ],
  [
    'UpdateSuspiciousIpThrottlingSettingsRequestContent',
    'PATCH',
    '/attack-protection/suspicious-ip-throttling',
    {},
  ],
  ['UpdateBotDetectionSettingsRequestContent', 'PATCH', '/attack-protection/bot-detection', {}],
  ['UpdateAttackProtectionCaptchaRequestContent', 'PATCH', '/attack-protection/captcha', {}],
  [
    'CreateClientGrantRequestContent',
    'POST',
    '/client-grants',
    { client_id: 'x', audience: 'x', scope: [] },
  ],
  ['CreateConnectionRequestContent', 'POST', '/connections', { name: 'c', strategy: 'auth0' }],
  [
    'CreateActionRequestContent',
    'POST',
    '/actions/actions',
    { name: 'a', code, supported_triggers },
  ],
]

type QueryRow = readonly [type: string, path: string, always?: string]
const queries: readonly QueryRow[] = [
  ['ListUsersRequestParameters', '/users'],
  ['GetUserRequestParameters', user],
  ['ListUsersByEmailRequestParameters', '/users-by-email', 'email=ann%40example.test'],
  ['ListUserRolesRequestParameters', `${user}/roles`],
  ['ListUserPermissionsRequestParameters', `${user}/permissions`],
  ['ListRolesRequestParameters', '/roles'],
  ['ListRolePermissionsRequestParameters', '/roles/:roles/permissions'],
  ['ListRoleUsersRequestParameters', '/roles/:roles/users'],
  ['ListClientsRequestParameters', '/clients'],
  ['GetClientRequestParameters', `/clients/${deployClient.clientId}`],
  ['ListClientGrantsRequestParameters', '/client-grants'],
  ['ListResourceServerRequestParameters', '/resource-servers'],
  ['GetResourceServerRequestParameters', `/resource-servers/${encodeURIComponent(identifier)}`],
  ['ListConnectionsQueryParameters', '/connections'],
  ['GetConnectionRequestParameters', '/connections/:connections'],
  ['GetConnectionEnabledClientsRequestParameters', '/connections/:connections/clients'],
  ['ListActionsRequestParameters', '/actions/actions'],
  ['ListActionVersionsRequestParameters', '/actions/actions/:actions/versions'],
  ['ListActionTriggerBindingsRequestParameters', '/actions/triggers/post-login/bindings'],
  ['GetActionModulesRequestParameters', '/actions/modules'],
  ['ListLogsRequestParameters', '/logs'],
  ['ListUserLogsRequestParameters', `${user}/logs`],
  ['ListEventStreamsRequestParameters', '/event-streams'],
  ['ListEventStreamDeliveriesRequestParameters', '/event-streams/:eventStreams/deliveries'],
  ['GetTenantSettingsRequestParameters', '/tenants/settings'],
]

let world: World

/** What is sent along the streams goes nowhere. */
const refuseAll: typeof fetch = async () => new Response(null, { status: 400 })

function pathOf(path: string): string {
  const kind = /:(\w+)/.exec(path)?.[1]
  if (kind === undefined) return path
  const records = Reflect.get(world.tenant.state, kind) as Map<string, { readonly id: string }>
  return path.replace(`:${kind}`, [...records.values()][0]?.id ?? 'none')
}

async function isUnknown(field: string, answered: ReturnType<World['api']>): Promise<boolean> {
  const { body } = await answered
  return new RegExp(`Additional properties not allowed: .*${field}`).test(String(body['message']))
}

beforeAll(async () => {
  // Hundreds of requests: the clock goes on by a second whenever it is looked at, so that no limit is met.
  let now = Date.UTC(2026, 0, 1)
  world = await newWorld({ now: () => (now += 1000), fetch: refuseAll })
  const { api } = world
  await api('POST', '/users', { ...newUser, user_id: 'ann' })
  await api('POST', '/roles', { name: 'viewer' })
  await api('POST', '/resource-servers', { identifier })
  await api('POST', '/actions/actions', { name: 'note', code, supported_triggers })
  await api('POST', '/email-templates', { template: 'verify_email' })
  await api('POST', '/log-streams', { type: 'http', sink })
  await api('POST', '/event-streams', { destination })
})

describe('a request as the SDKs allow it', () => {
  it.each(bodies)('%s: no field is refused as unknown', async (type, method, path, body) => {
    const at = pathOf(path.replace(identifier, encodeURIComponent(identifier)))
    const fields = fieldsOf(type)
    const unknown: string[] = []
    for (const field of fields) {
      const answered = world.api(method, at, { [field]: null, ...body })
      if (await isUnknown(field, answered)) unknown.push(field)
    }

    const madeUp = await isUnknown('made_up', world.api(method, at, { made_up: null, ...body }))

    expect(fields).not.toEqual([])
    expect(unknown).toEqual([])
    expect(madeUp).toBe(true)
  })

  const rows = queries.map(([type, path, always = '']) => [type, path, always] as const)

  it.each(rows)('%s: no parameter is refused as unknown', async (type, path, always) => {
    const at = pathOf(path)
    const fields = fieldsOf(type)
    const unknown: string[] = []
    for (const field of fields) {
      const answered = world.api('GET', `${at}?${always}&${field}=1`)
      if (await isUnknown(field, answered)) unknown.push(field)
    }

    const madeUp = await isUnknown('made_up', world.api('GET', `${at}?${always}&made_up=1`))

    expect(fields).not.toEqual([])
    expect(unknown).toEqual([])
    expect(madeUp).toBe(true)
  })
})
