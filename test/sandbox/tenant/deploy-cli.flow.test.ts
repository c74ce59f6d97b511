import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLocalCertificate } from '../../../sandbox/tenant/certificate.ts'
import { serveTenant, type ServedTenant } from '../../../sandbox/tenant/serve-tenant.ts'
import { deployClient, newTenant } from './new-tenant.ts'
import { newReceiver } from './receiver.ts'
import { tenantYaml } from './tenant-yaml.ts'

const secretValue = 'deployed-secret-value'
const actionCode =
  'exports.onExecutePostLogin = async (event, api) => { api.user.setAppMetadata("seen", event.secrets.SHARED_SECRET.length) }\n'
const registrationCode = 'exports.onExecutePostUserRegistration = async () => {}\n'

const receiver = newReceiver()
let folder: string
let served: ServedTenant

async function writeConfig(port: number, caCert: string): Promise<void> {
  const config = {
    AUTH0_DOMAIN: `localhost:${port}`,
    AUTH0_CLIENT_ID: deployClient.clientId,
    AUTH0_CLIENT_SECRET: deployClient.clientSecret,
    AUTH0_KEYWORD_REPLACE_MAPPINGS: {
      SHARED_SECRET: secretValue,
      MANAGEMENT: `https://localhost:${port}/api/v2/`,
    },
  }
  await writeFile(join(folder, 'config.json'), JSON.stringify(config))
  await writeFile(join(folder, 'ca.pem'), caCert)
  await writeFile(join(folder, 'tenant.yaml'), tenantYaml)
  await writeFile(join(folder, 'post-login.js'), actionCode)
  await writeFile(join(folder, 'registration.js'), registrationCode)
  await writeFile(join(folder, 'verify_email.html'), '<a href="{{ url }}">Verify</a>')
}

/** Runs the command as a user would; resolves with its exit code and everything it printed. */
function importTenant(): Promise<{ code: number | null; output: string }> {
  const cli = join(import.meta.dirname, '../../../node_modules/auth0-deploy-cli/lib/index.js')
  const args = [cli, 'import', '-c', 'config.json', '-i', 'tenant.yaml', '--env=false']
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, output }))
  })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenant-deploy-'))
  const certificate = await createLocalCertificate(Date.now)
  served = await serveTenant({
    port: 0,
    certificate,
    build: (domain) =>
      newTenant({ domain, now: Date.now, actionBuildMs: 500, fetch: receiver.fetch }),
  })
  await writeConfig(served.port, certificate.caCert)
})

afterAll(async () => {
  await served.close()
  await rm(folder, { recursive: true, force: true })
})

describe('the unmodified auth0-deploy-cli', () => {
  it('imports a whole tenant and then, unchanged, a second time', async () => {
    const first = await importTenant()

    expect(first.output).toContain('Import Successful')
    expect(first.code).toBe(0)
    const { state, requestLog } = served.tenant
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
    expect(state.settings.get('tenant')?.['friendly_name']).toBe('Example')
    const [eventStream] = state.eventStreams.values()
    expect(eventStream?.webhook_authorization).toEqual({ method: 'bearer', token: secretValue })
    expect(receiver.requests.map(({ url }) => url)).toContain('https://receiver.example.test/logs')

    const second = await importTenant()

    expect(second.code).toBe(0)
    expect(state.clients.size).toBe(clients.length)
    expect([state.logStreams.size, state.eventStreams.size]).toEqual([1, 1])
    expect([...state.actions.values()].map(({ versions }) => versions.length)).toEqual([2, 2])
    expect([...state.roles.values()].map(({ permissions }) => permissions.length)).toEqual([
      1, 2, 2, 3,
    ])
    const unanswered = requestLog.entries.filter(({ status }) => status === 501)
    expect(unanswered.map(({ method, path }) => `${method} ${path}`)).toEqual([])
    expect(JSON.stringify([requestLog.entries, served.tenant.log.entries])).not.toContain(
      secretValue,
    )
  })
})
