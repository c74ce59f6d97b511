import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEPLOY_SCOPES } from '../../auth0-tenant/deploy-scopes.ts'
import { deployTenant } from '../../auth0-tenant/deploy-tenant.ts'
import { tenantMappings } from '../../auth0-tenant/tenant-mappings.ts'
import { createLogger } from '../../kernel/log.ts'
import { createLocalCertificate } from '../../sandbox/tenant/certificate.ts'
import { createTenant } from '../../sandbox/tenant/create-tenant.ts'
import { type ServedTenant, serveTenant } from '../../sandbox/tenant/serve-tenant.ts'
import type { ActionRecord, ClientRecord } from '../../sandbox/tenant/tenant-state.ts'
import { secretOf, settingsOf } from './settings.ts'

const deployClient = { clientId: 'deployer', clientSecret: 'dEpL0y-cLiEnT-sEcReT-0123456789' }
const peopleClient = { clientId: 'people', clientSecret: 'pEoPlE-cLiEnT-sEcReT-0123456789' }
const audience = 'https://podlink/api'
const lines: string[] = []
let folder: string
let served: ServedTenant

/** A tenant somebody uses already: an Action of theirs is bound, and the deploy client has our scopes and no others. */
async function serveUsedTenant(): Promise<ServedTenant> {
  const certificate = await createLocalCertificate(Date.now)
  await writeFile(join(folder, 'ca.pem'), certificate.caCert)
  const plan = 'enterprise'
  const build = (domain: string) =>
    createTenant({ domain, plan, now: Date.now, deployClient, peopleClient })
  const running = await serveTenant({ port: 0, certificate, build })
  const { state } = running.tenant
  for (const [id, grant] of state.clientGrants) {
    state.clientGrants.set(id, { ...grant, scope: DEPLOY_SCOPES })
  }
  const at = new Date().toISOString()
  const runs = {
    code: 'exports.onExecutePostLogin = async () => {}',
    runtime: 'node22',
    dependencies: [],
    secrets: [],
  }
  const theirs: ActionRecord = {
    ...runs,
    id: 'act_theirs',
    name: 'theirs',
    supported_triggers: [{ id: 'post-login', version: 'v3' }],
    modules: [],
    created_at: at,
    updated_at: at,
    builtAtMs: 0,
    isDraftDeployed: true,
    versions: [{ ...runs, id: 'ver_theirs', number: 1, created_at: at, updated_at: at }],
    deployedVersionId: 'ver_theirs',
  }
  state.actions.set(theirs.id, theirs)
  const binding = {
    id: 'b1',
    trigger_id: 'post-login',
    action_id: theirs.id,
    display_name: 'Theirs',
  }
  state.bindings.set('post-login', [{ ...binding, created_at: at, updated_at: at }])
  return running
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podlink-deploy-'))
  served = await serveUsedTenant()
  const settings = settingsOf({ apiAudience: audience, isSignUpOpen: true })
  await deployTenant({
    domain: served.tenant.domain,
    ...deployClient,
    caFile: join(folder, 'ca.pem'),
    mappings: tenantMappings(settings),
    isSandbox: true,
    workFolder: join(folder, 'work'),
    recordsFolder: join(folder, 'records'),
    planId: null,
    now: () => new Date(),
    log: createLogger({ part: 'deploy', level: 'silent' }),
    onLine: (line) => lines.push(line),
  })
})
afterAll(async () => {
  await served.close()
  await rm(folder, { recursive: true, force: true })
})

const named = <Item extends { readonly name: string }>(
  items: ReadonlyMap<string, Item>,
  name: string,
): Item => {
  const item = [...items.values()].find((one) => one.name === name)
  if (item === undefined) throw new Error(`the tenant holds no ${name}`)
  return item
}
const grantsOf = ({ client_id }: ClientRecord) =>
  [...served.tenant.state.clientGrants.values()].filter((grant) => grant.client_id === client_id)

describe('a tenant after its first deploy', () => {
  it.each([
    ['podlink post-login', 'post-login', 'v3', 'onExecutePostLogin'],
    [
      'podlink post-user-registration',
      'post-user-registration',
      'v2',
      'onExecutePostUserRegistration',
    ],
  ])('runs the Action %s on %s %s', (name, id, version, handler) => {
    const action = named(served.tenant.state.actions, name)

    expect(action.supported_triggers).toEqual([{ id, version }])
    expect(action.isDraftDeployed).toBe(true)
    const deployed = action.versions.find((one) => one.id === action.deployedVersionId)
    expect(deployed?.runtime).toBe('node22')
    expect(deployed?.code).toContain(`async function ${handler}`)
    expect(served.tenant.state.bindings.get(id)?.map((one) => one.action_id)).toContain(action.id)
  })

  it('gives the Actions the exact secrets', () => {
    const secrets = named(served.tenant.state.actions, 'podlink post-login').secrets

    expect(Object.fromEntries(secrets.map(({ name, value }) => [name, value]))).toEqual({
      RECEIVER_URL: 'https://hooks.example.com',
      WEBHOOK_SECRET: secretOf(1),
      WEBHOOK_SECRET_NEXT: secretOf(2),
      CLAIMS_NAMESPACE: 'https://claims.example.com/',
      BUDGET_MS: '800',
    })
  })

  it('grants the machine clients exactly the scopes of their work', () => {
    const { clients } = served.tenant.state
    const worker = named(clients, 'podlink worker')
    const sync = named(clients, 'podlink sync')

    expect(grantsOf(worker).map(({ audience: api, scope }) => [api, [...scope].sort()])).toEqual([
      [
        served.tenant.managementAudience,
        ['create:users', 'delete:users', 'read:logs', 'read:roles', 'read:users', 'update:users'],
      ],
    ])
    expect(grantsOf(sync).map(({ audience: api, scope }) => [api, [...scope].sort()])).toEqual([
      [served.tenant.managementAudience, ['read:logs', 'read:users']],
    ])
    expect([worker.grant_types, sync.grant_types]).toEqual([
      ['client_credentials'],
      ['client_credentials'],
    ])
  })

  it('has a console that people log in to, with no grant of its own', () => {
    const console = named(served.tenant.state.clients, 'podlink console')

    expect(console.grant_types).toEqual(['authorization_code'])
    expect(console.settings).toMatchObject({
      app_type: 'regular_web',
      callbacks: ['https://console.example.com/callback'],
    })
    expect(grantsOf(console)).toEqual([])
  })

  it('has an API that puts permissions into tokens, and roles that hold more and more of them', () => {
    const { resourceServers, roles } = served.tenant.state
    const api = named(resourceServers, 'podlink API')
    const held = (role: string) =>
      named(roles, role).permissions.map((one) => {
        expect(one.resource_server_identifier).toBe(audience)
        return one.permission_name
      })

    expect(api.identifier).toBe(audience)
    expect(api.settings).toMatchObject({
      enforce_policies: true,
      token_dialect: 'access_token_authz',
    })
    expect(held('associate')).toEqual([])
    expect(held('lead')).toEqual(['read:mappings'])
    expect(held('supervisor')).toEqual(['read:mappings', 'review:decide'])
    expect(held('manager').sort()).toEqual(api.scopes.map(({ value }) => value).sort())
  })

  it('keeps its connection with the applications it had, and adds the console', () => {
    const { connections, clients } = served.tenant.state
    const connection = named(connections, 'Username-Password-Authentication')

    expect(connection.enabled_clients).toEqual([
      peopleClient.clientId,
      named(clients, 'podlink console').client_id,
    ])
    expect(connection.options).toMatchObject({
      passwordPolicy: 'good',
      brute_force_protection: true,
      disable_signup: false,
    })
  })

  it('keeps the Actions that were bound, before ours', () => {
    const { actions, bindings } = served.tenant.state

    expect(bindings.get('post-login')?.map((one) => [one.action_id, one.display_name])).toEqual([
      ['act_theirs', 'Theirs'],
      [named(actions, 'podlink post-login').id, 'podlink post-login'],
    ])
  })

  it('was asked for nothing outside its scopes and lost nothing', () => {
    const refused = served.tenant.requestLog.entries.filter(
      // The deploy tool asks for every e-mail template, and most of them no tenant has.
      ({ status, path }) =>
        status >= 400 && !(status === 404 && path.includes('/email-templates/')),
    )
    const deletes = served.tenant.requestLog.entries.filter(({ method }) => method === 'DELETE')

    expect(refused).toEqual([])
    expect(deletes).toEqual([])
  })
})

it('leaves no file and no secret behind', async () => {
  expect(await readdir(join(folder, 'work'))).toEqual([])
  const printed = lines.join('\n')
  for (const secret of [secretOf(1), secretOf(2), deployClient.clientSecret]) {
    expect(printed).not.toContain(secret)
  }
  expect(printed).toContain('Import Successful')
  expect(printed).not.toContain('should be deleted')
})
