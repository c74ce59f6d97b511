import { refusal } from '../core/refusal.ts'
import type { JsonObject } from '../tenant-state.ts'

// Root fields that app_metadata would shadow, as Auth0 lists them.
const reservedAppKeys = new Set([
  '__tenant',
  '_id',
  'blocked',
  'clientID',
  'created_at',
  'email_verified',
  'email',
  'globalClientID',
  'global_client_id',
  'identities',
  'lastIP',
  'lastLogin',
  'loginsCount',
  'metadata',
  'multifactor_last_modified',
  'multifactor',
  'updated_at',
  'user_id',
])

export type MetadataKind = 'app_metadata' | 'user_metadata'

/** The first key that may not be written, or null. Keys may hold neither `.` nor `$`. */
export function forbiddenKey(kind: MetadataKind, metadata: JsonObject): string | null {
  const isForbidden = (key: string) =>
    /[.$]/.test(key) || (kind === 'app_metadata' && reservedAppKeys.has(key))
  return Object.keys(metadata).find(isForbidden) ?? null
}

/** @throws 400 when a key is reserved or holds `.` or `$`. */
export function checkMetadataKeys(kind: MetadataKind, metadata: JsonObject): void {
  const key = forbiddenKey(kind, metadata)
  if (key === null) return
  throw refusal(400, `Invalid ${kind} property name: ${key}`, `invalid_${kind}`)
}

/**
 * Auth0's merge: one level deep, nested values are replaced whole, null removes a key, and an empty
 * object wipes everything.
 */
export function mergeMetadata(stored: JsonObject | undefined, change: JsonObject): JsonObject {
  if (Object.keys(change).length === 0) return {}
  return Object.fromEntries(
    Object.entries({ ...stored, ...change }).filter(([, value]) => value !== null),
  )
}
