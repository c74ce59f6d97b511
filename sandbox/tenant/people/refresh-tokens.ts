import type { TenantContext } from '../tenant-context.ts'
import type {
  ClientRecord,
  RefreshTokenRecord,
  ResourceServerRecord,
  UserRecord,
} from '../tenant-state.ts'
import { refreshRules, type RefreshRules } from './refresh-rules.ts'

type RefreshGrant = {
  readonly user: UserRecord
  readonly client: ClientRecord
  readonly server: ResourceServerRecord | null
  readonly scope: readonly string[]
  readonly sid: string | null
}

type Family = Pick<RefreshTokenRecord, 'user_id' | 'client_id' | 'audience' | 'scope'> &
  Pick<RefreshTokenRecord, 'connection' | 'sid'>

/** `reused`: it was exchanged before, so somebody else may hold it. */
export type FoundRefreshToken =
  | { readonly kind: 'good'; readonly record: RefreshTokenRecord }
  | { readonly kind: 'unknown' | 'expired' }
  | { readonly kind: 'reused'; readonly record: RefreshTokenRecord }

function put(tenant: TenantContext, record: RefreshTokenRecord): string {
  const token = tenant.ids.word(45)
  tenant.state.refreshTokens.set(token, record)
  return token
}

function startFamily(tenant: TenantContext, rules: RefreshRules, family: Family): string {
  const { user_id, client_id, audience, scope, connection, sid } = family
  const nowMs = tenant.now()
  return put(tenant, {
    ...{ user_id, client_id, audience, scope, connection, sid },
    familyId: tenant.ids.word(20),
    generation: 0,
    isRotating: rules.isRotating,
    replacedAtMs: null,
    lastUsedAtMs: nowMs,
    expiresAtMs: rules.lifetimeMs === null ? null : nowMs + rules.lifetimeMs,
  })
}

/** A refresh token, when `offline_access` was asked and both the application and the API allow it. */
export function issueRefreshToken(tenant: TenantContext, grant: RefreshGrant): string | undefined {
  const { client, server, scope, user, sid } = grant
  const isAllowed =
    scope.includes('offline_access') &&
    client.grant_types.includes('refresh_token') &&
    server?.settings['allow_offline_access'] !== false
  if (!isAllowed) return undefined
  const { user_id, connection } = user
  const audience = server?.identifier ?? null
  const family = { user_id, client_id: client.client_id, audience, scope, connection, sid }
  return startFamily(tenant, refreshRules(client), family)
}

function revokeWhere(
  tenant: TenantContext,
  userId: string,
  isRevoked: (record: RefreshTokenRecord) => boolean,
): void {
  for (const [token, record] of tenant.state.refreshTokens.of(userId)) {
    if (isRevoked(record)) tenant.state.refreshTokens.delete(token)
  }
}

/** Revokes every token that descends from the same login. */
export function revokeFamily(tenant: TenantContext, family: RefreshTokenRecord): void {
  revokeWhere(tenant, family.user_id, ({ familyId }) => familyId === family.familyId)
}

/** Revokes every token of the same person, application and API. */
export function revokeGrant(tenant: TenantContext, grant: RefreshTokenRecord): void {
  const { user_id, client_id, audience } = grant
  revokeWhere(tenant, user_id, (one) => one.client_id === client_id && one.audience === audience)
}

function isExpired(tenant: TenantContext, rules: RefreshRules, record: RefreshTokenRecord) {
  const nowMs = tenant.now()
  if (record.expiresAtMs !== null && record.expiresAtMs <= nowMs) return true
  return rules.idleLifetimeMs !== null && record.lastUsedAtMs + rules.idleLifetimeMs <= nowMs
}

/** Within the leeway the previous token is still good, the one before it never. */
function isReused(tenant: TenantContext, rules: RefreshRules, record: RefreshTokenRecord) {
  if (record.replacedAtMs === null) return false
  const generations = tenant.state.refreshTokens
    .of(record.user_id)
    .filter(([, { familyId }]) => familyId === record.familyId)
    .map(([, { generation }]) => generation)
  const isPrevious = Math.max(...generations) === record.generation + 1
  return !isPrevious || tenant.now() >= record.replacedAtMs + rules.leewayMs
}

/** What a refresh token is worth to this application; changes nothing. */
export function findRefreshToken(
  tenant: TenantContext,
  client: ClientRecord,
  token: string,
): FoundRefreshToken {
  const record = tenant.state.refreshTokens.get(token)
  if (record === undefined || record.client_id !== client.client_id) return { kind: 'unknown' }
  const rules = refreshRules(client)
  if (isExpired(tenant, rules, record)) return { kind: 'expired' }
  return { kind: isReused(tenant, rules, record) ? 'reused' : 'good', record }
}

/**
 * Exchanges a good token: returns the one that takes its place, or undefined while it stays valid. A change of the
 * application's `rotation_type` revokes the tokens of the other kind at the next exchange.
 * Source: DOC:secure/tokens/refresh-tokens/configure-refresh-token-rotation.
 */
export function exchangeRefreshToken(
  tenant: TenantContext,
  client: ClientRecord,
  { token, record }: { readonly token: string; readonly record: RefreshTokenRecord },
): string | undefined {
  const rules = refreshRules(client)
  const nowMs = tenant.now()
  const fixedEnd = rules.lifetimeMs === null ? null : nowMs + rules.lifetimeMs
  const used = { ...record, lastUsedAtMs: nowMs, expiresAtMs: record.expiresAtMs ?? fixedEnd }
  if (rules.isRotating !== record.isRotating) {
    if (record.isRotating) revokeFamily(tenant, record)
    else revokeGrant(tenant, record)
    return startFamily(tenant, rules, record)
  }
  if (!rules.isRotating) {
    tenant.state.refreshTokens.set(token, used)
    return undefined
  }
  const replacedAtMs = record.replacedAtMs ?? nowMs
  tenant.state.refreshTokens.set(token, { ...record, replacedAtMs })
  return put(tenant, { ...used, generation: record.generation + 1, replacedAtMs: null })
}
