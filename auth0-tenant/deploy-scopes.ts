import type { AssetKind } from './assets.ts'

/** What the Management API calls each kind. `databases` and `triggers` are written as connections and actions. */
const NOUNS = [
  'actions',
  'attack_protection',
  'client_grants',
  'clients',
  'connections',
  'connections_options',
  'email_templates',
  'event_streams',
  'log_streams',
  'resource_servers',
  'roles',
]
const NEVER_CREATED = new Set(['create:attack_protection', 'create:connections_options'])

/** What the deploy client must be granted on the Auth0 Management API, and nothing beyond. No delete is among it. */
export const DEPLOY_SCOPES: readonly string[] = NOUNS.flatMap((noun) => [
  `create:${noun}`,
  `read:${noun}`,
  `update:${noun}`,
]).filter((scope) => !NEVER_CREATED.has(scope))

/**
 * How what a deploy made is taken back: the endpoint under `/api/v2`, and the scope it needs, which is granted for an
 * undo alone. Kinds that are missing are never deleted: a connection would take its users along, an application its
 * secret, and the rest cannot be.
 */
export const UNDO_DELETES: Readonly<
  Partial<Record<AssetKind, { readonly path: string; readonly scope: string }>>
> = {
  clientGrants: { path: '/client-grants', scope: 'delete:client_grants' },
  roles: { path: '/roles', scope: 'delete:roles' },
  actions: { path: '/actions/actions', scope: 'delete:actions' },
  eventStreams: { path: '/event-streams', scope: 'delete:event_streams' },
  logStreams: { path: '/log-streams', scope: 'delete:log_streams' },
  resourceServers: { path: '/resource-servers', scope: 'delete:resource_servers' },
}
