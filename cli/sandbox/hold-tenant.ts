import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { enterUrl } from '../../sandbox/tenant/control/control-access.ts'
import { createTenant } from '../../sandbox/tenant/create-tenant.ts'
import type { Plan } from '../../sandbox/tenant/plan.ts'
import { serveTenant } from '../../sandbox/tenant/serve-tenant.ts'
import { keepTenantIdentity, type TenantIdentity } from './tenant-identity.ts'
import { holdWorldFolder, type WorldName } from './world-folder.ts'

/** What somebody needs who develops against the tenant. */
export type TenantCard = {
  readonly pid: number
  readonly plan: Plan
  /** `localhost:<port>`. */
  readonly domain: string
  readonly issuer: string
  /** A machine with every scope of the Management API. */
  readonly management: {
    readonly audience: string
    readonly clientId: string
    readonly clientSecret: string
  }
  /** The application through which people log in. */
  readonly application: {
    readonly clientId: string
    readonly clientSecret: string
    readonly callbacks: readonly string[]
  }
  readonly caFile: string
  /** Opens the page in a browser; the key in it is good until the tenant ends. */
  readonly pageUrl: string
}

export const CALLBACKS: readonly string[] = ['http://localhost:3000/callback']

/**
 * Serves the tenant alone and hands its card to `whenReady`; ends it when that returns or fails. Its identity is the
 * same each time, its accounts and settings are not kept.
 */
export async function holdTenant(options: {
  readonly name: WorldName
  readonly port: number
  readonly plan: Plan
  readonly whenReady: (card: TenantCard) => Promise<void>
}): Promise<void> {
  const { name, port, plan } = options
  const held = await holdWorldFolder(name)
  try {
    const identity = await keepTenantIdentity(held.path)
    const caFile = join(held.path, 'ca.pem')
    await writeFile(caFile, identity.certificate.caCert, { mode: 0o600 })
    const served = await serveTenant({
      port,
      certificate: identity.certificate,
      build: (domain) => buildTenant(domain, plan, identity),
    })
    try {
      const { tenant } = served
      const { domain, controlKey } = tenant
      await held.publish({
        pid: process.pid,
        env: envOf(domain, plan, caFile, identity),
        receiverUrl: null,
        tenantDomain: domain,
        controlKey,
      })
      await options.whenReady({
        pid: process.pid,
        plan,
        domain,
        issuer: tenant.issuer,
        management: { audience: tenant.managementAudience, ...identity.machineClient },
        application: { ...identity.peopleClient, callbacks: CALLBACKS },
        caFile,
        pageUrl: enterUrl(domain, controlKey),
      })
    } finally {
      await served.close()
    }
  } finally {
    await held.release()
  }
}

function buildTenant(domain: string, plan: Plan, identity: TenantIdentity) {
  const { signingKeyPem, machineClient, peopleClient, deployClient } = identity
  return createTenant({
    domain,
    plan,
    now: Date.now,
    signingKeyPem,
    deployClient,
    machineClient,
    peopleClient: {
      ...peopleClient,
      settings: { callbacks: CALLBACKS, allowed_logout_urls: ['http://localhost:3000'] },
    },
  })
}

/** The variables with which podlink's own commands work on this tenant. */
function envOf(
  domain: string,
  plan: Plan,
  caFile: string,
  { machineClient, deployClient }: TenantIdentity,
): Record<string, string> {
  return {
    AUTH0_DOMAIN: domain,
    AUTH0_PLAN: plan,
    AUTH0_WORKER_CLIENT_ID: machineClient.clientId,
    AUTH0_WORKER_CLIENT_SECRET: machineClient.clientSecret,
    AUTH0_DEPLOY_CLIENT_ID: deployClient.clientId,
    AUTH0_DEPLOY_CLIENT_SECRET: deployClient.clientSecret,
    NODE_EXTRA_CA_CERTS: caFile,
  }
}
