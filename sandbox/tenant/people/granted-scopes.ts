import { permissionsOf } from '../management/held-roles.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ResourceServerRecord } from '../tenant-state.ts'

const identityScopes = new Set(['openid', 'profile', 'email', 'phone', 'address', 'offline_access'])

export type GrantedScopes = {
  readonly scope: readonly string[]
  /** The `permissions` claim, or null when the API does not ask for one. */
  readonly permissions: readonly string[] | null
}

/** What a person is given of what was asked: identity scopes, and of the API's scopes what its rules allow. */
export function grantScopes(
  tenant: TenantContext,
  asked: { userId: string; server: ResourceServerRecord | null; scope: readonly string[] },
): GrantedScopes {
  const { server, userId } = asked
  const identity = asked.scope.filter((value) => identityScopes.has(value))
  if (server === null) return { scope: identity, permissions: null }
  const held = permissionsOf(tenant, userId)
    .filter((one) => one.resource_server_identifier === server.identifier)
    .map((one) => one.permission_name)
  const isEnforced = server.settings['enforce_policies'] === true
  const defined = new Set(isEnforced ? held : server.scopes.map(({ value }) => value))
  const api = asked.scope.filter((value) => defined.has(value))
  const dialect = server.settings['token_dialect']
  const isClaimed = isEnforced && typeof dialect === 'string' && dialect.endsWith('_authz')
  return {
    scope: [...identity, ...api],
    permissions: isClaimed ? [...new Set(held)].sort() : null,
  }
}
