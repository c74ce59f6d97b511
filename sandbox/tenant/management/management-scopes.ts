import { emptyListScopes } from './empty-lists.ts'

const writable = [
  'users',
  'roles',
  'clients',
  'client_grants',
  'resource_servers',
  'connections',
  'actions',
  'log_streams',
  'event_streams',
]

function crud(noun: string): string[] {
  return ['read', 'create', 'update', 'delete'].map((verb) => `${verb}:${noun}`)
}

/** The scopes of the Management API that this tenant knows. */
export const managementScopes: readonly string[] = [
  ...writable.flatMap(crud),
  ...crud('users_app_metadata'),
  'create:user_tickets',
  'read:role_members',
  'create:role_members',
  'delete:role_members',
  'read:client_keys',
  'update:client_keys',
  'read:client_credentials',
  'create:client_credentials',
  'update:client_credentials',
  'delete:client_credentials',
  'read:connections_options',
  'update:connections_options',
  'read:email_templates',
  'create:email_templates',
  'update:email_templates',
  'read:tenant_settings',
  'update:tenant_settings',
  'read:attack_protection',
  'update:attack_protection',
  'read:logs',
  'read:logs_users',
  'read:events',
  'read:event_deliveries',
  'update:event_deliveries',
  ...emptyListScopes,
]

const deployedNouns = writable.filter((noun) => noun !== 'users')

/** What auth0-deploy-cli needs for the asset types podlink deploys, deletions left out. */
export const deployScopes: readonly string[] = [
  ...deployedNouns.flatMap((noun) => crud(noun).filter((scope) => !scope.startsWith('delete:'))),
  'read:client_keys',
  'read:client_credentials',
  'read:connections_options',
  'update:connections_options',
  'read:email_templates',
  'create:email_templates',
  'update:email_templates',
  'read:tenant_settings',
  'update:tenant_settings',
  'read:attack_protection',
  'update:attack_protection',
]
