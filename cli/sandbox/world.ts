import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deployTenant } from '../../auth0-tenant/deploy-tenant.ts'
import { tenantMappings } from '../../auth0-tenant/tenant-mappings.ts'
import { PodlinkError } from '../../kernel/errors.ts'
import { createLogger } from '../../kernel/log.ts'
import { startPrivateServer } from '../../sandbox/mysql/private-server.ts'
import { provideServer } from '../../sandbox/mysql/provide-server.ts'
import type { SampleRoster } from '../../sandbox/roster/roster.ts'
import { type Environment, toConfig } from '../config/to-config.ts'
import { bootstrapDatabases, type SandboxDatabases } from './bootstrap-database.ts'
import { startChild } from './child-process.ts'
import { type FrontDoor, openFrontDoor } from './people.ts'
import type { Mailbox } from './people-story.ts'
import type { Stages } from './stages.ts'
import { openTenant, type SandboxTenant } from './tenant.ts'
import { PODLINK_FOLDER, type WorldName } from './world-folder.ts'

/** Everything podlink works with, running on this machine. */
export type World = {
  /** The variables with which any podlink command works in this world. */
  readonly env: Readonly<Record<string, string>>
  readonly databases: SandboxDatabases
  readonly receiverUrl: string
  readonly tenantDomain: string
  readonly controlKey: string
  readonly door: FrontDoor
  readonly mailbox: Mailbox
  /** Resolves once what the tenant does behind the back of a login or sign-up is done. */
  readonly settle: () => Promise<void>
}

export const CLAIMS_NAMESPACE = 'https://colorecommerce.us/'

/** How a running part is ended. */
type Cleanup = (stop: () => Promise<unknown>) => void

/**
 * Starts database, tenant, receiver and worker, one after the other, and deploys the tenant’s configuration. `cleanup`
 * is given how to end each part as soon as it runs; end them in reverse.
 */
export async function startWorld(options: {
  readonly name: WorldName
  readonly folder: string
  readonly outerEnv: Environment
  readonly roster: SampleRoster
  readonly stages: Stages
  readonly cleanup: Cleanup
  readonly signal: AbortSignal
}): Promise<World> {
  const { name, folder, outerEnv, roster, stages, cleanup } = options
  const adminUrl = await stages.run('database', () => startDatabase(folder, outerEnv, cleanup))
  const databases = await stages.run('sample data', () =>
    bootstrapDatabases({ adminUrl, name, roster, now: new Date() }),
  )
  const tenant = await stages.run('tenant', () => openTenant(folder, cleanup))
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const streamToken = randomBytes(32).toString('base64url')
  const base = baseEnv(outerEnv, databases, tenant, { secret, streamToken })
  const receiverUrl = await stages.run('receiver', () => startReceiver(folder, base, cleanup))
  await stages.run('deploy tenant', () =>
    deploy(options, tenant, { receiverUrl, secret, streamToken }),
  )
  const env = {
    ...base,
    ...workerEnv(tenant),
    ...deployEnv(tenant, receiverUrl, join(folder, 'deploys')),
  }
  await stages.run('worker', async () => {
    const worker = startChild({
      args: ['worker', '--json'],
      env,
      logFile: join(folder, 'worker.log'),
    })
    cleanup(worker.stop)
    await worker.ready
  })
  return {
    env,
    databases,
    receiverUrl,
    tenantDomain: tenant.domain,
    controlKey: tenant.controlKey,
    door: openFrontDoor({
      domain: tenant.domain,
      certificateAuthority: tenant.certificateAuthority,
      client: tenant.peopleClient,
    }),
    mailbox: tenant.mailbox,
    settle: tenant.settle,
  }
}

async function startDatabase(
  folder: string,
  outerEnv: Environment,
  cleanup: Cleanup,
): Promise<string> {
  const given = outerEnv['DATABASE_URL']
  if (given !== undefined && given !== '') {
    return toConfig({ DATABASE_URL: given }, ['database']).database.DATABASE_URL
  }
  const server = await provideServer({
    podlinkFolder: PODLINK_FOLDER,
    searchPath: outerEnv['PATH'] ?? '',
    report: (line) => console.error(line),
  })
  const running = await startPrivateServer({ folder: join(folder, 'mysql'), server })
  cleanup(running.stop)
  return running.adminUrl
}

async function startReceiver(folder: string, env: Environment, cleanup: Cleanup): Promise<string> {
  const receiver = startChild({ args: ['serve'], env, logFile: join(folder, 'receiver.log') })
  cleanup(receiver.stop)
  const { url } = await receiver.ready
  if (typeof url !== 'string') {
    throw new PodlinkError('SANDBOX_FAILED', 'The receiver started without telling its address.', {
      fix: `Its log: ${join(folder, 'receiver.log')}`,
    })
  }
  return url
}

async function deploy(
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
  tenant: SandboxTenant,
  receiver: {
    readonly receiverUrl: string
    readonly secret: string
    readonly streamToken: string
  },
): Promise<void> {
  const logFile = join(folder, 'deploy.log')
  const lines: string[] = []
  try {
    await deployTenant({
      domain: tenant.domain,
      clientId: tenant.deployClient.id,
      clientSecret: tenant.deployClient.secret,
      caFile: tenant.caFile,
      mappings: tenantMappings({
        receiverUrl: receiver.receiverUrl,
        webhookSecret: receiver.secret,
        webhookSecretNext: null,
        claimsNamespace: CLAIMS_NAMESPACE,
        budgetMs: 800,
        apiAudience: 'https://podlink/api',
        connection: 'Username-Password-Authentication',
        isSignUpOpen: true,
        consoleCallbacks: ['http://localhost:8788/callback'],
        consoleLogoutUrls: ['http://localhost:8788/'],
        podfactoryCallbacks: [],
        mailFrom: 'no-reply@colorecommerce.us',
        refusesBreachedPasswords: true,
        streamToken: receiver.streamToken,
      }),
      isSandbox: true,
      workFolder: join(folder, 'deploy'),
      recordsFolder: join(folder, 'deploys'),
      planId: null,
      now: () => new Date(),
      log: createLogger({ part: 'deploy', level: 'warn' }),
      onLine: (line) => lines.push(line),
      signal,
    })
  } finally {
    await writeFile(logFile, lines.join('\n'), { mode: 0o600 })
  }
}

function baseEnv(
  outer: Environment,
  databases: SandboxDatabases,
  tenant: SandboxTenant,
  { secret, streamToken }: { readonly secret: string; readonly streamToken: string },
): Record<string, string> {
  return {
    ...kept(outer, ['PATH', 'HOME', 'LANG', 'TMPDIR', 'NO_COLOR', 'FORCE_COLOR']),
    DATABASE_URL: databases.databaseUrl,
    PODFACTORY_DATABASE_URL: databases.podfactoryUrl,
    METADATA_PROFILE: 'rich',
    WEBHOOK_SECRETS: secret,
    AUTH0_STREAM_TOKEN: streamToken,
    DEAD_LETTER_KEY: randomBytes(32).toString('base64'),
    RECEIVER_PORT: '0',
    AUTH0_DOMAIN: tenant.domain,
    NODE_EXTRA_CA_CERTS: tenant.caFile,
    LOG_LEVEL: 'info',
  }
}

function workerEnv(tenant: SandboxTenant): Record<string, string> {
  const worker = tenant.findClient('podlink worker')
  return {
    AUTH0_PLAN: 'enterprise',
    AUTH0_WORKER_CLIENT_ID: worker.id,
    AUTH0_WORKER_CLIENT_SECRET: worker.secret,
  }
}

function deployEnv(
  tenant: SandboxTenant,
  receiverUrl: string,
  recordsFolder: string,
): Record<string, string> {
  return {
    AUTH0_DEPLOY_CLIENT_ID: tenant.deployClient.id,
    AUTH0_DEPLOY_CLIENT_SECRET: tenant.deployClient.secret,
    RECEIVER_URL: receiverUrl,
    CLAIMS_NAMESPACE,
    TENANT_ENVIRONMENT: 'dev',
    SIGN_UP: 'open',
    DEPLOY_RECORDS: recordsFolder,
  }
}

function kept(outer: Environment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = outer[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
