import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEPLOY_SCOPES, UNDO_DELETES } from '../../auth0-tenant/deploy-scopes.ts'
import { createLocalCertificate } from '../../sandbox/tenant/certificate.ts'
import { serveTenant, type ServedTenant } from '../../sandbox/tenant/serve-tenant.ts'
import { secretOf } from '../auth0-tenant/settings.ts'
import { deployClient, newTenant } from '../sandbox/tenant/new-tenant.ts'

const root = join(import.meta.dirname, '../..')
const program = join(root, 'cli/podlink.mjs')
const workflowFolder = join(root, '.github/workflows')
const secrets = {
  AUTH0_DEPLOY_CLIENT_SECRET: deployClient.clientSecret,
  AUTH0_STREAM_TOKEN: 'sTrEaM-tOkEn-0123456789-0123456789',
  WEBHOOK_SECRETS: secretOf(1),
}

let folder: string
let served: ServedTenant
let environment: Record<string, string>
const printed: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podlink-tenant-cli-'))
  const certificate = await createLocalCertificate(Date.now)
  await writeFile(join(folder, 'ca.pem'), certificate.caCert)
  const build = (domain: string) => newTenant({ domain, now: Date.now })
  served = await serveTenant({ port: 0, certificate, build })
  grantScopes([...DEPLOY_SCOPES, ...Object.values(UNDO_DELETES).map((one) => one.scope)])
  environment = {
    PATH: process.env['PATH'] ?? '',
    AUTH0_DOMAIN: served.tenant.domain,
    AUTH0_DEPLOY_CLIENT_ID: deployClient.clientId,
    ...secrets,
    RECEIVER_URL: 'https://hooks.example.com',
    CONSOLE_CALLBACKS: 'https://console.example.com/callback',
    CONSOLE_LOGOUT_URLS: 'https://console.example.com/',
    TENANT_ENVIRONMENT: 'production',
    DEPLOY_RECORDS: join(folder, 'records'),
    LOG_LEVEL: 'fatal',
    NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
  }
})
afterAll(async () => {
  await served.close()
  await rm(folder, { recursive: true, force: true })
})

function grantScopes(scope: readonly string[]): void {
  const { clientGrants } = served.tenant.state
  for (const [id, grant] of clientGrants) clientGrants.set(id, { ...grant, scope: [...scope] })
}

/** Runs `podlink` in a folder of its own, as a workflow does. */
function podlink(args: readonly string[], changes: Readonly<Record<string, string>> = {}) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const options = { cwd: folder, env: { ...environment, ...changes } }
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
      printed.push(stdout, stderr)
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1
      resolve({ code, stdout, stderr })
    })
  })
}

/** The podlink commands of a workflow, in order. */
async function commandsOf(workflow: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile(join(workflowFolder, workflow), 'utf8')
  return [...text.matchAll(/node cli\/podlink\.mjs (tenant [\w .-]+)/g)].map(([, command = '']) =>
    command.trim().split(' '),
  )
}

describe('podlink tenant, as its workflows run it', () => {
  it('plans a tenant that differs with exit code 2, with a client that may only read', async () => {
    const [plan = []] = await commandsOf('tenant-plan.yml')
    const scopes = [...served.tenant.state.clientGrants.values()].flatMap(({ scope }) => scope)
    grantScopes(DEPLOY_SCOPES.filter((scope) => scope.startsWith('read:')))

    const { code, stdout } = await podlink(plan)
    grantScopes(scopes)

    expect(code).toBe(2)
    expect(stdout).toContain('+ actions podlink post-login')
    expect(stdout).toMatch(/\d+ to create, \d+ to update, nothing to delete/)
  })

  it('deploys the plan it made, and nothing else', async () => {
    const [plan = [], deploy = []] = await commandsOf('tenant-deploy.yml')
    expect((await podlink(plan)).code).toBe(2)

    const { code, stdout } = await podlink(deploy)

    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^Deployed \d+ changes to localhost:\d+ in /),
    ])
    expect((await podlink(['tenant', 'plan'])).code).toBe(0)
  })

  it('finds no drift, then one, and tells Prometheus', async () => {
    const [drift = []] = await commandsOf('tenant-drift.yml')
    const metric = async () =>
      /^podlink_tenant_drift (\d+)$/m.exec(
        await readFile(join(folder, 'tenant-drift.prom'), 'utf8'),
      )?.[1]
    const before = [(await podlink(drift)).code, await metric()]
    const { roles } = served.tenant.state
    const lead = [...roles.values()].find(({ name }) => name === 'lead')
    if (lead !== undefined) roles.set(lead.id, { ...lead, description: 'By hand' })

    const { code, stdout } = await podlink(drift)

    expect(before).toEqual([0, '0'])
    expect([code, await metric()]).toEqual([2, '1'])
    expect(stdout).toContain('description: By hand → Sees who is linked to whom')
  })

  it('refuses a plan that is no longer true', async () => {
    const [, deploy = []] = await commandsOf('tenant-deploy.yml')

    const { code, stderr } = await podlink(deploy)

    expect(code).toBe(1)
    expect(stderr).toContain('does not fit any more')
  })

  it('asks nobody without a terminal, and says what to give instead', async () => {
    const { code, stderr } = await podlink(['tenant', 'deploy'])

    expect(code).toBe(1)
    expect(stderr).toContain('--yes')
  })

  it('checks files and values without the tenant, and names what is wrong', async () => {
    const well = await podlink(['tenant', 'check'])
    const wrong = await podlink(['tenant', 'check'], { CONSOLE_CALLBACKS: 'http://a.example/' })
    const deletes = await podlink(['tenant', 'check'], { AUTH0_ALLOW_DELETE: 'false' })

    expect([well.code, wrong.code, deletes.code]).toEqual([0, 1, 1])
    expect(wrong.stderr).toMatch(/clients podlink console callbacks .*without TLS/)
    expect(deletes.stderr).toContain('AUTH0_ALLOW_DELETE')
  })

  it('says what is wrong when the tenant refuses the client, or is not there', async () => {
    const refused = await podlink(['tenant', 'plan'], {
      AUTH0_DEPLOY_CLIENT_SECRET: 'not-the-secret-1',
    })
    const away = await podlink(['tenant', 'plan'], { AUTH0_DOMAIN: 'localhost:1' })

    expect([refused.code, away.code]).toEqual([1, 1])
    expect(refused.stderr).toMatch(/id and secret of the deploy client|id, secret/)
    expect(away.stderr).toMatch(/Check the domain|Check AUTH0_DOMAIN/)
  })

  it('takes its deploy back', async () => {
    const { code, stdout } = await podlink(['tenant', 'deploy', '--undo', '--yes'])

    expect(code).toBe(0)
    expect(stdout).toContain('! clients podlink worker stays')
    expect(stdout).toMatch(/Undone: \d+ restored, \d+ deleted, \d+ left/)
  })

  it('printed no secret, whatever happened', () => {
    const all = printed.join('\n')

    for (const secret of [...Object.values(secrets), 'not-the-secret-1']) {
      expect(all).not.toContain(secret)
    }
  })
})
