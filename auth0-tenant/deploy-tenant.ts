import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { PodlinkError } from '../kernel/errors.ts'
import type { Logger } from '../kernel/log.ts'
import { type BuiltAction, buildActions } from './build-actions.ts'
import { checkMappings, type MappingFinding } from './check-mappings.ts'
import { EMPTY_TENANT, keepWhatIsThere } from './keep-what-is-there.ts'
import { readTenant } from './read-tenant.ts'
import { runDeployCli, type TenantAccess } from './run-deploy-cli.ts'
import type { Mappings } from './tenant-mappings.ts'

/** What the deploy client must be granted on the Auth0 Management API, and nothing beyond. No delete is among it. @internal */
export const DEPLOY_SCOPES: readonly string[] = [
  'actions',
  'client_grants',
  'clients',
  'connections',
  'connections_options',
  'resource_servers',
  'roles',
]
  .flatMap((kind) => [`create:${kind}`, `read:${kind}`, `update:${kind}`])
  .filter((scope) => scope !== 'create:connections_options')

export type TenantDeploy = TenantAccess & {
  /** Of tenantMappings. */
  readonly mappings: Mappings
  /** Allows a receiver without TLS on this machine. */
  readonly isSandbox: boolean
  /** Made if needed; what a deploy writes into it is gone when it ends. */
  readonly workFolder: string
  readonly log: Logger
  /** Gets every line the deploy tool prints, free of values and secrets. */
  readonly onLine?: (line: string) => void
  readonly signal?: AbortSignal
}

const TENANT_FILE = fileURLToPath(new URL('config/tenant.yaml', import.meta.url))
/** Nothing else is sent, whatever stands in the file. */
const KINDS = [
  'actions',
  'clientGrants',
  'clients',
  'databases',
  'resourceServers',
  'roles',
  'triggers',
]

/**
 * Makes the tenant hold what tenant.yaml says. Takes nothing away: bindings of other Actions, applications of the
 * connection, and everything not named stay. Deploying again gives the same tenant, with a new version of each Action.
 * The Actions are built and everything is checked before anything is sent. Auth0 has no transaction: after a failure
 * earlier steps stay, and deploying again completes them.
 * @throws AUTH0_DEPLOY with what to do; its text holds no value of the mappings and no secret
 */
export async function deployTenant(deploy: TenantDeploy): Promise<{ readonly durationMs: number }> {
  const startedMs = performance.now()
  await mkdir(deploy.workFolder, { recursive: true, mode: 0o700 })
  const folder = await mkdtemp(join(deploy.workFolder, 'deploy-'))
  try {
    await deployFrom(folder, deploy)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const durationMs = Math.round(performance.now() - startedMs)
  deploy.log.info({ durationMs }, 'Tenant deployed')
  return { durationMs }
}

async function deployFrom(workFolder: string, deploy: TenantDeploy): Promise<void> {
  const { log, onLine, signal } = deploy
  const built = await buildActions({ outFolder: join(workFolder, 'actions') })
  const yaml = await readFile(TENANT_FILE, 'utf8')
  await refuseBadMappings(deploy, yaml, built, keepWhatIsThere(deploy, EMPTY_TENANT))

  const run = { access: toAccess(deploy), workFolder, onLine, signal }
  log.info({ actions: built.length }, 'Reading the tenant before the deploy')
  const mappings = keepWhatIsThere(deploy, await readTenant(run))
  await refuseBadMappings(deploy, yaml, built, mappings)

  const tenantFile = join(workFolder, 'tenant.yaml')
  await writeFile(tenantFile, yaml)
  log.info({ kinds: KINDS.length }, 'Deploying the tenant')
  const command = ['import', '--input_file', tenantFile]
  await runDeployCli({ ...run, command, includedOnly: KINDS, mappings })
}

function toAccess({ domain, clientId, clientSecret, caFile }: TenantDeploy): TenantAccess {
  return { domain, clientId, clientSecret, ...(caFile === undefined ? {} : { caFile }) }
}

async function refuseBadMappings(
  { isSandbox }: TenantDeploy,
  yaml: string,
  built: readonly BuiltAction[],
  mappings: Mappings,
): Promise<void> {
  const codeFiles = await Promise.all(
    built.map(async ({ file, path }) => ({
      file: `${file}.js`,
      text: await readFile(path, 'utf8'),
    })),
  )
  const tenantFile = { file: 'tenant.yaml', text: yaml }
  const findings = checkMappings({ mappings, tenantFile, codeFiles, isSandbox })
  if (findings.length === 0) return
  const count = findings.length === 1 ? '1 mistake' : `${findings.length} mistakes`
  const list = findings.map(describe).join('\n')
  throw new PodlinkError('AUTH0_DEPLOY', `Nothing was sent, ${count} found:\n${list}`, {
    fix: 'Correct what is listed and deploy again.',
    details: { findings: findings.length },
  })
}

function describe({ file, line, placeholder, problem, fix }: MappingFinding): string {
  const where = line === null ? file : `${file}:${line}`
  return `  ${where}: ${placeholder ?? 'the line'} ${problem}. ${fix}`
}
