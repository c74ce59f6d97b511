import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyListScopes } from '../../../sandbox/tenant/management/empty-lists.ts'
import { compareAssets } from './compare-assets.ts'
import { newWorkplace, readTenantFile, type Run, type Workplace } from './drive-deploy-cli.ts'
import { readBack } from './read-back.ts'
import { tenantYaml } from './tenant-yaml.ts'

const secretValue = 'deployed-secret-value'
const actionCode =
  'exports.onExecutePostLogin = async (event, api) => { api.user.setAppMetadata("seen", event.secrets.SHARED_SECRET.length) }\n'
const registrationCode = 'exports.onExecutePostUserRegistration = async () => {}\n'
const verifyMail = '<a href="{{ url }}">Verify</a>'

// Asset types that the tenant models; an export may leave out what nobody deploys.
const modelledTypes = [
  'tenant',
  'resourceServers',
  'clients',
  'clientGrants',
  'roles',
  'databases',
  'actions',
  'triggers',
  'attackProtection',
  'emailTemplates',
  'logStreams',
  'eventStreams',
]
// Asset types whose endpoints answer 501 and without which auth0-deploy-cli gives up.
const unmodelledTypes = [
  'emailProvider',
  'flowVaultConnections',
  'flows',
  'guardianPhoneFactorMessageTypes',
  'guardianPhoneFactorSelectedProvider',
  'guardianPolicies',
  'phoneProviders',
  'phoneTemplates',
  'prompts',
  'riskAssessment',
  'supplementalSignals',
  'themes',
  'tokenExchangeProfiles',
]

// What auth0-deploy-cli takes a 501 for: a feature that the tenant has not got.
const unmodelledEndpoints = [
  '/api/v2/branding',
  '/api/v2/connection-profiles',
  '/api/v2/connections-directory-provisionings',
  '/api/v2/guardian/factors',
  '/api/v2/guardian/factors/push-notification/providers/sns',
  '/api/v2/guardian/factors/sms/providers/twilio',
  '/api/v2/guardian/factors/sms/templates',
  '/api/v2/network-acls',
  '/api/v2/rate-limit-policies',
  '/api/v2/user-attribute-profiles',
]

// Fields that an export has beside those that were imported: defaults of the tenant, or things that are not in the file.
const defaultsByType = {
  tenant: ['default_audience', 'enabled_locales'],
  resourceServers: [
    'is_system',
    'signing_alg',
    'skip_consent_for_verifiable_first_party_clients',
    'token_lifetime',
    'token_lifetime_for_web',
  ],
  clients: [
    'cross_origin_authentication',
    'custom_login_page_on',
    'is_first_party',
    'is_token_endpoint_ip_header_trusted',
    'jwt_configuration',
    'oidc_conformant',
    'refresh_token',
    'sso_disabled',
    'Default App',
    'Deploy CLI',
  ],
  clientGrants: ['subject_type'],
  roles: ['description'],
  databases: [
    'strategy_version',
    'brute_force_protection',
    'mfa',
    // The tool itself sends it.
    'disable_self_service_change_password',
    'is_domain_connection',
    'realms',
    'Username-Password-Authentication',
  ],
  actions: ['dependencies', 'status'],
  logStreams: ['isPriority', 'status'],
  attackProtection: [
    'admin_notification_frequency',
    'method',
    'stage',
    'allowlist',
    'botDetection',
    'captcha',
  ],
}

/** The last part of each path under its first one, each once. */
function fieldsByType(added: readonly string[]): Record<string, string[]> {
  const fields: Record<string, string[]> = {}
  for (const path of added) {
    const parts = path.replace(/: added$/, '').split('.')
    const [type, field] = [String(parts[0]), String(parts.at(-1))]
    const known = fields[type] ?? []
    if (!known.includes(field)) fields[type] = [...known, field]
  }
  return fields
}

let workplace: Workplace
let first: Run

function refusedPaths(run: Run, status: number): string[] {
  return run.requests.filter((one) => one.status === status).map(({ path }) => path)
}

beforeAll(async () => {
  workplace = await newWorkplace()
  const MANAGEMENT = workplace.tenant.managementAudience
  const AUTH0_KEYWORD_REPLACE_MAPPINGS = { SHARED_SECRET: secretValue, MANAGEMENT }
  await workplace.configure('config.json', { AUTH0_KEYWORD_REPLACE_MAPPINGS })
  await workplace.configure('refilled.json', {
    AUTH0_KEYWORD_REPLACE_MAPPINGS: {
      LOGSTREAMS_HTTP_SECRET: `Bearer ${secretValue}`,
      EVENT_STREAM_WEBHOOK_BEARER_TOKEN: secretValue,
    },
  })
  await workplace.configure('modelled.json', { AUTH0_INCLUDED_ONLY: modelledTypes })
  await workplace.configure('full.json', {
    AUTH0_EXCLUDED: unmodelledTypes,
    AUTH0_API_MAX_RETRIES: 1,
  })
  await workplace.write({
    'tenant.yaml': tenantYaml,
    'post-login.js': actionCode,
    'registration.js': registrationCode,
    'verify_email.html': verifyMail,
  })
  await mkdir(join(workplace.folder, 'exported'))
  await mkdir(join(workplace.folder, 'everything'))
  first = await workplace.run('import', '-c', 'config.json', '-i', 'tenant.yaml')
})

afterAll(async () => {
  await workplace.close()
})

describe('the unmodified auth0-deploy-cli', () => {
  it('imports a whole tenant', () => {
    const { state } = workplace.tenant

    expect(first.output).toContain('Import Successful')
    expect(first.code).toBe(0)
    const clients = [...state.clients.values()]
    expect(clients.map(({ name }) => name).sort()).toEqual([
      'Dashboard',
      'Default App',
      'Deploy CLI',
      'Sync Machine',
      'Worker App',
    ])
    const machine = clients.find(({ name }) => name === 'Sync Machine')
    const grant = [...state.clientGrants.values()].find(
      ({ client_id }) => client_id === machine?.client_id,
    )
    expect(grant?.scope).toEqual(['read:users', 'update:users'])
    expect([...state.roles.values()].map(({ permissions }) => permissions.length)).toEqual([
      1, 2, 2, 3,
    ])
    const database = [...state.connections.values()].find(({ name }) => name === 'employees')
    expect(database?.enabled_clients).toHaveLength(2)
    const actions = [...state.actions.values()]
    expect(actions.map(({ isDraftDeployed }) => isDraftDeployed)).toEqual([true, true])
    expect(actions.map(({ secrets }) => secrets[0]?.value)).toEqual([secretValue, secretValue])
    expect([...state.bindings.values()].flat()).toHaveLength(2)
    expect([...state.logStreams.values()].map(({ sink }) => sink.httpAuthorization)).toEqual([
      `Bearer ${secretValue}`,
    ])
    expect([...state.eventStreams.values()].map((one) => one.webhook_authorization)).toEqual([
      { method: 'bearer', token: secretValue },
    ])
    expect(state.settings.get('tenant')?.['friendly_name']).toBe('Example')
  })

  it('waits for drafts that are not built yet', () => {
    expect(refusedPaths(first, 400).every((path) => path.endsWith('/deploy'))).toBe(true)
    expect(refusedPaths(first, 400)).toHaveLength(2)
  })

  it('changes nothing by importing the same again, but for new versions of every Action', async () => {
    const before = await readBack(workplace.tenant)

    const second = await workplace.run('import', '-c', 'config.json', '-i', 'tenant.yaml')

    expect(second.code).toBe(0)
    expect(compareAssets(before, await readBack(workplace.tenant))).toEqual([])
    const actions = [...workplace.tenant.state.actions.values()]
    expect(actions.map(({ versions }) => versions.length)).toEqual([2, 2])
  })

  it('finds nothing to change in a dry run but its lasting false positives', async () => {
    const dryRun = await workplace.run(
      'import',
      '-c',
      'config.json',
      '-i',
      'tenant.yaml',
      '--dry-run',
    )

    const rows = [...dryRun.output.matchAll(/│ (\w*) +│ (\w+(?: \*)?) +│ (.+?) +│/g)]
    const changes = rows.map(([, type, what, name]) => `${type} ${what} ${name}`.trim())
    expect(dryRun.code).toBe(0)
    // The first two are the secrets of auth0-facts 5.4, as are the tool's own application and the stream's token; the
    // other two really are not in the file.
    expect(changes.slice(1)).toEqual([
      'Actions UPDATE note-login',
      'UPDATE note-registration',
      'Clients DELETE * Deploy CLI',
      'DELETE * Default App',
      'Databases DELETE * Username-Password-Authentication',
      'EventStreams UPDATE people',
    ])
    expect(dryRun.requests.filter(({ method }) => method !== 'GET')).toHaveLength(1)
  })
})

describe('an export by the unmodified auth0-deploy-cli', () => {
  it('gives back what was put in, with the defaults that the tenant adds', async () => {
    const run = await workplace.run('export', '-c', 'modelled.json', '-f', 'yaml', '-o', 'exported')

    const MANAGEMENT = workplace.tenant.managementAudience
    const given = await readTenantFile(join(workplace.folder, 'tenant.yaml'), { MANAGEMENT })
    const found = await readTenantFile(join(workplace.folder, 'exported/tenant.yaml'))
    const differences = compareAssets(given, found)
    const added = differences.filter((one) => one.endsWith(': added'))
    expect(run.output).toContain('Export Successful')
    expect(differences.filter((one) => !added.includes(one))).toEqual([
      'actions.note-login.code: "./post-login.js" -> "./actions/note-login/code.js"',
      'actions.note-login.secrets.SHARED_SECRET.value: "##SHARED_SECRET##" -> undefined',
      'actions.note-registration.code: "./registration.js" -> "./actions/note-registration/code.js"',
      'actions.note-registration.secrets.SHARED_SECRET.value: "##SHARED_SECRET##" -> undefined',
      'logStreams.audit.sink.httpAuthorization: "Bearer ##SHARED_SECRET##" -> "##LOGSTREAMS_HTTP_SECRET##"',
      'eventStreams.people.destination.configuration.webhook_authorization.token: "##SHARED_SECRET##" -> "##EVENT_STREAM_WEBHOOK_BEARER_TOKEN##"',
      'emailTemplates.verify_email.body: "./verify_email.html" -> "./emailTemplates/verify_email.html"',
    ])
    expect(fieldsByType(added)).toEqual(defaultsByType)
  })

  it('writes the code and the template that were deployed, and no secret', async () => {
    const read = (name: string) => readFile(join(workplace.folder, 'exported', name), 'utf8')

    expect(await read('actions/note-login/code.js')).toBe(actionCode)
    expect(await read('actions/note-registration/code.js')).toBe(registrationCode)
    expect(await read('emailTemplates/verify_email.html')).toBe(verifyMail)
    expect(await read('tenant.yaml')).not.toContain(secretValue)
  })

  it('changes nothing when it is imported with the masked secrets filled in', async () => {
    const before = await readBack(workplace.tenant)

    const run = await workplace.run('import', '-c', 'refilled.json', '-i', 'exported/tenant.yaml')

    expect(run.output).toContain('Import Successful')
    const changes = compareAssets(before, await readBack(workplace.tenant))
    // The tool itself sends this option with every database.
    expect(changes).toEqual([
      '/connections.Username-Password-Authentication.options.disable_self_service_change_password: added',
    ])
  })

  it('of everything is told which endpoints are not modelled', async () => {
    const { tenant } = workplace
    const [grant] = [...tenant.state.clientGrants.values()]
    if (grant !== undefined) {
      const scope = [...grant.scope, ...emptyListScopes]
      tenant.state.clientGrants.set(grant.id, { ...grant, scope })
    }

    const run = await workplace.run('export', '-c', 'full.json', '-f', 'yaml', '-o', 'everything')

    expect(run.output).toContain('Export Successful')
    expect([...new Set(refusedPaths(run, 501))].sort()).toEqual(unmodelledEndpoints)
  })

  it('leaves no secret in any log', () => {
    const { requestLog, log } = workplace.tenant

    expect(JSON.stringify([requestLog.entries, log.entries])).not.toContain(secretValue)
  })
})
