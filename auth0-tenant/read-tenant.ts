import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PodlinkError } from '../kernel/errors.ts'
import { type Asset, type AssetKind, parseAssets } from './assets.ts'
import { DEPLOY_SCOPES, UNDO_DELETES } from './deploy-scopes.ts'
import { type ManagementClient, openManagementClient } from './management-client.ts'
import { type DeployCliRun, runDeployCli } from './run-deploy-cli.ts'
import type { SecretTimes } from './deploy-note.ts'

/** What a tenant holds, of the kinds podlink deploys. */
export type TenantFound = {
  readonly assets: readonly Asset[]
  readonly secretTimes: SecretTimes
  /** By Action, the version that runs; missing where none does. */
  readonly deployedVersions: Readonly<Record<string, string>>
  /** What the deploy client was granted and neither a deploy nor an undo needs. */
  readonly extraScopes: readonly string[]
}

/** The tool goes on after these, and what it could not read would look as if it were not there. */
const UNREADABLE = /Unable to retrieve enabled clients|\(trigger: post-(login|user-registration)\)/
const ACTIONS_PER_PAGE = 100

const actionList = z.object({
  // An empty list has none.
  total: z.number().default(0),
  actions: z.array(
    z.object({
      name: z.string(),
      secrets: z
        .array(z.object({ name: z.string(), updated_at: z.string().optional() }))
        .optional(),
      deployed_version: z.object({ id: z.string() }).nullish(),
    }),
  ),
})

/**
 * Reads all of these kinds or fails: what is missing here would be taken for new. Changes nothing in the tenant.
 * @throws AUTH0_DEPLOY when a part cannot be read
 */
export async function readTenant(
  run: Omit<DeployCliRun, 'command' | 'includedOnly' | 'hide'>,
  kinds: readonly AssetKind[],
  openClient: typeof openManagementClient = openManagementClient,
): Promise<TenantFound> {
  const folder = join(run.workFolder, 'found')
  const lines = await runDeployCli({
    ...run,
    command: ['export', '--output_folder', folder, '--format', 'yaml'],
    includedOnly: kinds,
    hide: {},
  })
  const unread = lines.find((line) => UNREADABLE.test(line))
  if (unread !== undefined) throw unreadable(unread)
  const assets = await readExport(folder, kinds).catch((cause: unknown) => {
    throw unreadable('a part of it was not exported', cause)
  })
  const client = await openClient(run.access)
  return { assets, extraScopes: extraScopesOf(client), ...(await readActions(client)) }
}

function extraScopesOf({ scopes }: ManagementClient): readonly string[] {
  const needed = new Set([
    ...DEPLOY_SCOPES,
    ...Object.values(UNDO_DELETES).map(({ scope }) => scope),
  ])
  return [...scopes].filter((scope) => scope !== '' && !needed.has(scope))
}

async function readExport(folder: string, kinds: readonly AssetKind[]): Promise<readonly Asset[]> {
  const text = await readFile(join(folder, 'tenant.yaml'), 'utf8')
  return parseAssets(text, (path) => readFile(join(folder, path), 'utf8'), kinds)
}

/** The export leaves out when a secret was written, and which version of an Action runs. */
async function readActions(
  client: ManagementClient,
): Promise<Pick<TenantFound, 'secretTimes' | 'deployedVersions'>> {
  const path = `/actions/actions?page=0&per_page=${ACTIONS_PER_PAGE}`
  const { actions, total } = actionList.parse(await client.call('GET', path))
  // A tenant may hold 100 Actions at most.
  if (total > actions.length) throw unreadable(`only ${actions.length} of ${total} Actions came`)
  const times = actions.map(({ name, secrets = [] }) => [
    name,
    Object.fromEntries(secrets.map((secret) => [secret.name, secret.updated_at ?? ''])),
  ])
  const versions = actions.flatMap(({ name, deployed_version: version }) =>
    version ? [[name, version.id] as const] : [],
  )
  return { secretTimes: Object.fromEntries(times), deployedVersions: Object.fromEntries(versions) }
}

function unreadable(what: string, cause?: unknown): PodlinkError {
  return new PodlinkError('AUTH0_DEPLOY', `The tenant could not be read: ${what}.`, {
    fix: 'Grant the deploy client the read scopes of what it deploys (`podlink tenant check` lists them), and try again.',
    cause,
  })
}
