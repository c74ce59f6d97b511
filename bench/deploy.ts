import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployTenant } from '../auth0-tenant/deploy-tenant.ts'
import { DEPLOY_SCOPES } from '../auth0-tenant/deploy-scopes.ts'
import {
  inWorkFolder,
  planTenant,
  readAndPlan,
  type TenantWish,
} from '../auth0-tenant/plan-tenant.ts'
import { tenantMappings } from '../auth0-tenant/tenant-mappings.ts'
import { writeTenant } from '../auth0-tenant/write-tenant.ts'
import { createLogger } from '../kernel/log.ts'
import { createLocalCertificate } from '../sandbox/tenant/certificate.ts'
import { createTenant, type Tenant } from '../sandbox/tenant/create-tenant.ts'
import { serveTenant } from '../sandbox/tenant/serve-tenant.ts'

/**
 * Prints time and calls of podlink's plan and deploy beside a plain import of the same files by auth0-deploy-cli, on one
 * tenant in one run. The tool's import takes its time whatever it writes: it compiles its schemas twice.
 */
const deployClient = { clientId: 'deployer', clientSecret: 'dEpL0y-cLiEnT-sEcReT-0123456789' }
const folder = await mkdtemp(join(tmpdir(), 'podlink-bench-'))
const certificate = await createLocalCertificate(Date.now)
await writeFile(join(folder, 'ca.pem'), certificate.caCert)
const served = await serveTenant({ port: 0, certificate, build: openTenant })
const { tenant } = served

const { wanted } = await inWorkFolder(wishOf(800), (run) => readAndPlan(wishOf(800), run))
// What a repository without podlink's deploy does: the whole of the files, every time.
const plainImport = () => inWorkFolder(wishOf(800), (run) => writeTenant(run, wanted))

printRow(['', 'seconds', 'of plain', 'calls', 'writes'])
const plain = await measure('plain import, fresh tenant', plainImport)
await measure('plain import, again', plainImport, plain)
await measure('deploy, first of podlink’s', () => deploy(800), plain)
await measure('plan, nothing differs', () => planTenant(wishOf(800)), plain)
await measure('deploy, nothing differs', () => deploy(800), plain)
await measure('plan, a secret differs', () => planTenant(wishOf(900)), plain)
await measure('deploy, a secret differs', () => deploy(900), plain)
const versions = [...tenant.state.actions.values()].map(({ versions: all }) => all.length)
console.log(`versions of the Actions afterwards: ${versions.join(', ')}`)
await served.close()
await rm(folder, { recursive: true, force: true })

function openTenant(domain: string): Tenant {
  const peopleClient = { clientId: 'people', clientSecret: 'people-secret' }
  const opened = createTenant({
    domain,
    plan: 'enterprise',
    now: Date.now,
    deployClient,
    peopleClient,
  })
  for (const [id, grant] of opened.state.clientGrants) {
    opened.state.clientGrants.set(id, { ...grant, scope: DEPLOY_SCOPES })
  }
  return opened
}

function wishOf(budgetMs: number): TenantWish {
  return {
    domain: tenant.domain,
    ...deployClient,
    caFile: join(folder, 'ca.pem'),
    mappings: tenantMappings({
      receiverUrl: 'https://hooks.example.com',
      webhookSecret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
      webhookSecretNext: null,
      claimsNamespace: 'https://claims.example.com/',
      budgetMs,
      apiAudience: 'https://podlink/api',
      connection: 'Username-Password-Authentication',
      isSignUpOpen: false,
      consoleCallbacks: ['https://console.example.com/callback'],
      consoleLogoutUrls: ['https://console.example.com/'],
      podfactoryCallbacks: [],
      mailFrom: 'no-reply@example.com',
      refusesBreachedPasswords: true,
      streamToken: 'bench-stream-token-bench-stream-token',
    }),
    isSandbox: false,
    workFolder: join(folder, 'work'),
    log: createLogger({ part: 'bench', level: 'silent' }),
  }
}

/** Seconds it took; the calls are what the tenant saw of it. */
async function measure(
  name: string,
  work: () => Promise<unknown>,
  compared?: number,
): Promise<number> {
  const before = tenant.requestLog.entries.length
  const startedMs = performance.now()
  await work()
  const seconds = (performance.now() - startedMs) / 1000
  const calls = tenant.requestLog.entries.slice(before)
  const writes = calls.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/v2/'))
  const share = compared === undefined ? '' : (seconds / compared).toFixed(2)
  printRow([name, seconds.toFixed(1), share, String(calls.length), String(writes.length)])
  return seconds
}

function printRow(cells: readonly string[]): void {
  const [first = '', ...rest] = cells
  console.log(first.padEnd(30) + rest.map((cell) => cell.padStart(10)).join(''))
}

function deploy(budgetMs: number) {
  const recordsFolder = join(folder, 'records')
  return deployTenant({ ...wishOf(budgetMs), recordsFolder, planId: null, now: () => new Date() })
}
