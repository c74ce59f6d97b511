import { notModelled } from '../core/refusal.ts'
import type { ClientRecord, Json, JsonObject } from '../tenant-state.ts'

/** How an application's refresh tokens behave; null means without end. */
export type RefreshRules = {
  readonly isRotating: boolean
  /** How long after its exchange the previous token may be used once more. */
  readonly leewayMs: number
  readonly lifetimeMs: number | null
  readonly idleLifetimeMs: number | null
}

const monthSeconds = 2_592_000

function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function settingsOf(client: ClientRecord): JsonObject {
  const value = client.settings['refresh_token']
  return isJsonObject(value) ? value : {}
}

/**
 * Single page applications rotate unless told otherwise; lifetimes count for `expiring` tokens alone.
 * Source: DOC:secure/tokens/refresh-tokens/configure-refresh-token-rotation, .../configure-refresh-token-expiration.
 */
export function refreshRules(client: ClientRecord): RefreshRules {
  const settings = settingsOf(client)
  const { policies } = settings
  if (Array.isArray(policies) && policies.length > 0) {
    throw notModelled('refresh tokens for more than one API')
  }
  const isSpa = client.settings['app_type'] === 'spa'
  const rotation = settings['rotation_type'] ?? (isSpa ? 'rotating' : 'non-rotating')
  const expiration = settings['expiration_type'] ?? (isSpa ? 'expiring' : 'non-expiring')
  const lifetime = (name: string): number | null => {
    if (expiration !== 'expiring' || settings[`infinite_${name}`] === true) return null
    return Number(settings[name] ?? monthSeconds) * 1000
  }
  return {
    isRotating: rotation === 'rotating',
    leewayMs: Number(settings['leeway'] ?? 0) * 1000,
    lifetimeMs: lifetime('token_lifetime'),
    idleLifetimeMs: lifetime('idle_token_lifetime'),
  }
}
