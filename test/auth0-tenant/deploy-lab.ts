import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ASSET_KINDS, type Asset } from '../../auth0-tenant/assets.ts'
import { DEPLOY_SCOPES, UNDO_DELETES } from '../../auth0-tenant/deploy-scopes.ts'
import type { TenantDeploy } from '../../auth0-tenant/deploy-tenant.ts'
import { readTenant } from '../../auth0-tenant/read-tenant.ts'
import { tenantMappings, type TenantSettings } from '../../auth0-tenant/tenant-mappings.ts'
import type { TenantUndo } from '../../auth0-tenant/undo-deploy.ts'
import { createLogger } from '../../kernel/log.ts'
import { createLocalCertificate } from '../../sandbox/tenant/certificate.ts'
import {
  createTenant,
  type Tenant,
  type TenantOptions,
} from '../../sandbox/tenant/create-tenant.ts'
import { serveTenant } from '../../sandbox/tenant/serve-tenant.ts'
import { settingsOf } from './settings.ts'

const deployClient = { clientId: 'deployer', clientSecret: 'dEpL0y-cLiEnT-sEcReT-0123456789' }
const peopleClient = { clientId: 'people', clientSecret: 'pEoPlE-cLiEnT-sEcReT-0123456789' }
export const STREAM_TOKEN = 'sTrEaM-tOkEn-0123456789-0123456789'

/** A tenant over HTTPS and everything a deploy into it needs; the deploy client holds our scopes and no others. */
export type DeployLab = {
  readonly tenant: Tenant
  /** Everything the deploys printed. */
  readonly lines: string[]
  readonly deploy: (settings?: Partial<TenantSettings>, planId?: string | null) => TenantDeploy
  readonly undo: (settings?: Partial<TenantSettings>) => TenantUndo
  /** The whole tenant as auth0-deploy-cli exports it. */
  readonly exported: () => Promise<readonly Asset[]>
  /** Management API writes since the last look. */
  readonly writes: () => readonly string[]
  readonly close: () => Promise<void>
}

export async function openDeployLab(options: Partial<TenantOptions> = {}): Promise<DeployLab> {
  const folder = await mkdtemp(join(tmpdir(), 'podlink-deploy-'))
  const certificate = await createLocalCertificate(Date.now)
  await writeFile(join(folder, 'ca.pem'), certificate.caCert)
  const build = (domain: string) =>
    createTenant({
      domain,
      plan: 'enterprise',
      now: Date.now,
      deployClient,
      peopleClient,
      ...options,
    })
  const { tenant, close } = await serveTenant({ port: 0, certificate, build })
  const scope = [...DEPLOY_SCOPES, ...Object.values(UNDO_DELETES).map((one) => one.scope)]
  for (const [id, grant] of tenant.state.clientGrants) {
    tenant.state.clientGrants.set(id, { ...grant, scope })
  }
  const lines: string[] = []
  const wishOf = (settings: Partial<TenantSettings>) => ({
    domain: tenant.domain,
    ...deployClient,
    caFile: join(folder, 'ca.pem'),
    mappings: tenantMappings(settingsOf({ streamToken: STREAM_TOKEN, ...settings })),
    isSandbox: true,
    workFolder: join(folder, 'work'),
    recordsFolder: join(folder, 'records'),
    now: () => new Date(),
    log: createLogger({ part: 'deploy', level: 'silent' }),
    onLine: (line: string) => lines.push(line),
  })
  let seen = 0
  return {
    tenant,
    lines,
    deploy: (settings = {}, planId = null) => ({ ...wishOf(settings), planId }),
    exported: async () => {
      const access = { domain: tenant.domain, ...deployClient, caFile: join(folder, 'ca.pem') }
      const workFolder = await mkdtemp(join(folder, 'export-'))
      return (await readTenant({ access, workFolder }, ASSET_KINDS)).assets
    },
    undo: (settings = {}) => ({ ...wishOf(settings), confirm: async () => true }),
    writes: () => {
      const fresh = tenant.requestLog.entries.slice(seen)
      seen = tenant.requestLog.entries.length
      return fresh
        .filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/v2/'))
        .map(({ method, path }) => `${method} ${path.replace('/api/v2', '')}`)
    },
    close: async () => {
      await close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
