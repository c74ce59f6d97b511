import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PodlinkError } from '../kernel/errors.ts'
import { type DeployCliRun, runDeployCli } from './run-deploy-cli.ts'

const binding = z.object({ action_name: z.string(), display_name: z.string() })
const triggers = z.record(z.string(), z.array(binding))
const database = z.object({
  name: z.string(),
  enabled_clients: z.array(z.string()).optional(),
  options: z.record(z.string(), z.unknown()).optional(),
})
const role = z.object({
  name: z.string(),
  permissions: z.array(z.object({ resource_server_identifier: z.string() })).optional(),
})

export type Binding = z.infer<typeof binding>

/** What a tenant holds that a deploy replaces as a whole, and so must know to keep. */
export type TenantBefore = {
  /** By trigger, in the order they run; a trigger without bindings is missing. */
  readonly bindings: Readonly<Record<string, readonly Binding[]>>
  /** By database connection, the names of the applications that may use it. */
  readonly enabledClients: ReadonlyMap<string, readonly string[]>
  /**
   * Connections that show no options. Auth0 gives each some; a client that may not read them would overwrite what it
   * cannot see, scripts of a custom database among it.
   */
  readonly optionless: ReadonlySet<string>
  /** By role, the identifiers of the APIs its permissions belong to. */
  readonly apisOfRoles: ReadonlyMap<string, readonly string[]>
}

/** The tool goes on after these, and what it could not read would look as if it were not there. */
const UNREADABLE = /Unable to retrieve enabled clients|\(trigger: post-(login|user-registration)\)/

/**
 * Reads all of it or fails: what is missing here would be taken away by the deploy. Changes nothing in the tenant.
 * @throws AUTH0_DEPLOY when a part cannot be read
 */
export async function readTenant(
  run: Omit<DeployCliRun, 'command' | 'includedOnly' | 'mappings'>,
): Promise<TenantBefore> {
  const folder = join(run.workFolder, 'before')
  const lines = await runDeployCli({
    ...run,
    command: ['export', '--output_folder', folder, '--format', 'directory'],
    includedOnly: ['clients', 'databases', 'roles', 'triggers'],
    mappings: {},
  })
  const unread = lines.find((line) => UNREADABLE.test(line))
  if (unread !== undefined) throw unreadable(unread)
  const databases = await readAll(join(folder, 'database-connections'), 'database.json', database)
  const roles = await readAll(join(folder, 'roles'), null, role)
  return {
    bindings: triggers.parse(await readJson(join(folder, 'triggers', 'triggers.json'))),
    enabledClients: new Map(databases.map((one) => [one.name, one.enabled_clients ?? []])),
    optionless: new Set(
      databases
        .filter((one) => Object.keys(one.options ?? {}).length === 0)
        .map(({ name }) => name),
    ),
    apisOfRoles: new Map(
      roles.map((one) => [
        one.name,
        (one.permissions ?? []).map((permission) => permission.resource_server_identifier),
      ]),
    ),
  }
}

/** Every entry of the folder: the entry itself, or the named file inside it. */
async function readAll<Entry>(
  folder: string,
  file: string | null,
  schema: z.ZodType<Entry>,
): Promise<readonly Entry[]> {
  const entries = await readdir(folder).catch((cause: unknown) => {
    throw unreadable('a part of it was not exported', cause)
  })
  return Promise.all(
    entries.map(async (entry) => {
      const path = file === null ? join(folder, entry) : join(folder, entry, file)
      return schema.parse(await readJson(path))
    }),
  )
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw unreadable('a part of it was not exported', cause)
  })
  return JSON.parse(text)
}

function unreadable(what: string, cause?: unknown): PodlinkError {
  return new PodlinkError(
    'AUTH0_DEPLOY',
    `The tenant could not be read before the deploy: ${what}.`,
    {
      fix: 'Grant the deploy client the read scopes of actions, clients, connections and roles, and deploy again.',
      cause,
    },
  )
}
