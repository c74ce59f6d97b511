import { z } from 'zod'
import { PodlinkError } from '../kernel/errors.ts'
import type { Asset } from './assets.ts'
import type { Mappings } from './tenant-mappings.ts'

const binding = z.object({ action_name: z.string(), display_name: z.string() })
const database = z.object({
  enabled_clients: z.array(z.string()).optional(),
  options: z.record(z.string(), z.unknown()).optional(),
})
const role = z.object({
  permissions: z.array(z.object({ resource_server_identifier: z.string() })).optional(),
})

type Binding = z.infer<typeof binding>

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
  /** Connections whose password policy has the newer form, which the deploy tool would delete for ours. */
  readonly flexible: ReadonlySet<string>
  /** Names that more than one application has: the tool goes by names. */
  readonly doubled: ReadonlySet<string>
  /** By role, the identifiers of the APIs its permissions belong to. */
  readonly apisOfRoles: ReadonlyMap<string, readonly string[]>
}

const CONSOLE = 'podlink console'
const OUR_CLIENTS = [CONSOLE, 'podlink worker', 'podlink sync', 'PodFactory']
const ROLES = ['associate', 'lead', 'supervisor', 'manager']

/** Stands for a tenant before it is read. */
export const EMPTY_TENANT: TenantBefore = {
  bindings: {},
  enabledClients: new Map(),
  optionless: new Set(),
  flexible: new Set(),
  doubled: new Set(),
  apisOfRoles: new Map(),
}

/** That part of what was read. */
export function toTenantBefore(assets: readonly Asset[]): TenantBefore {
  const ofKind = <Shape>(kind: Asset['kind'], shape: z.ZodType<Shape>) =>
    assets
      .filter((asset) => asset.kind === kind)
      .map(({ name, body }) => [name, shape.parse(body)] as const)
  const databases = ofKind('databases', database)
  const bindings = ofKind('triggers', z.object({ bindings: z.array(binding) }))
  return {
    bindings: Object.fromEntries(bindings.map(([name, one]) => [name, one.bindings])),
    enabledClients: new Map(databases.map(([name, one]) => [name, one.enabled_clients ?? []])),
    optionless: new Set(
      databases
        .filter(([, one]) => Object.keys(one.options ?? {}).length === 0)
        .map(([name]) => name),
    ),
    flexible: new Set(
      databases
        .filter(([, one]) => one.options?.['password_options'] !== undefined)
        .map(([name]) => name),
    ),
    doubled: doubledNames(assets),
    apisOfRoles: new Map(
      ofKind('roles', role).map(([name, one]) => [
        name,
        (one.permissions ?? []).map((permission) => permission.resource_server_identifier),
      ]),
    ),
  }
}

function doubledNames(assets: readonly Asset[]): ReadonlySet<string> {
  const names = assets.filter(({ kind }) => kind === 'clients').map(({ name }) => name)
  return new Set(names.filter((name, at) => names.indexOf(name) !== at))
}

/**
 * The mappings, with the lists that a deploy replaces as a whole: what the tenant holds, in its order, then ours.
 * A tenant that holds ours already gets back exactly what it holds.
 * @throws AUTH0_DEPLOY when something cannot be kept: permissions of other APIs in a role of ours, or options of the
 * connection that the deploy client may not read
 */
export function keepWhatIsThere(
  deploy: { readonly domain: string; readonly mappings: Mappings },
  before: TenantBefore,
): Mappings {
  const { domain, mappings } = deploy
  const connection = String(mappings['AUTH0_CONNECTION'])
  refuseForeignPermissions(before, mappings['PODLINK_API_AUDIENCE'])
  if (before.optionless.has(connection)) throw unseenOptions(connection)
  if (before.flexible.has(connection)) throw flexiblePolicy(connection)
  const enabled = before.enabledClients.get(connection) ?? []
  refuseDoubled(before, [...enabled, ...OUR_CLIENTS])
  return {
    ...mappings,
    MANAGEMENT_AUDIENCE: `https://${domain}/api/v2/`,
    CONNECTION_CLIENTS: [...new Set([...enabled, CONSOLE])],
    POST_LOGIN_BINDINGS: withOurs(before.bindings['post-login'], 'podlink post-login'),
    POST_USER_REGISTRATION_BINDINGS: withOurs(
      before.bindings['post-user-registration'],
      'podlink post-user-registration',
    ),
  }
}

function withOurs(bound: readonly Binding[] = [], name: string): readonly Binding[] {
  return bound.some((binding) => binding.action_name === name)
    ? bound
    : [...bound, { action_name: name, display_name: name }]
}

function refuseForeignPermissions(before: TenantBefore, ours: unknown): void {
  const mixed = ROLES.filter((role) => before.apisOfRoles.get(role)?.some((api) => api !== ours))
  if (mixed.length === 0) return
  const message = `The deploy would remove permissions of other APIs from: ${mixed.join(', ')}.`
  const fix =
    'Give those permissions to a role with another name, take them from these, and deploy again.'
  throw new PodlinkError('AUTH0_DEPLOY', message, { fix, details: { roles: mixed.length } })
}

function refuseDoubled({ doubled }: TenantBefore, names: readonly string[]): void {
  const found = [...new Set(names)].filter((name) => doubled.has(name))
  if (found.length === 0) return
  const message = `More than one application is called: ${found.join(', ')}.`
  const fix =
    'The deploy tool goes by names and would take one for the other. Give each its own name.'
  throw new PodlinkError('AUTH0_DEPLOY', message, { fix, details: { names: found.length } })
}

function flexiblePolicy(connection: string): PodlinkError {
  const message = `${connection} has a flexible password policy, which the deploy would delete.`
  const fix =
    'Choose a connection without one (AUTH0_CONNECTION), or go back to the simple policy in the dashboard.'
  return new PodlinkError('AUTH0_DEPLOY', message, { fix })
}

function unseenOptions(connection: string): PodlinkError {
  const message = `The deploy client cannot see the options of ${connection} and would overwrite them.`
  const fix = 'Grant it read:connections_options and update:connections_options, and deploy again.'
  return new PodlinkError('AUTH0_DEPLOY', message, { fix })
}
