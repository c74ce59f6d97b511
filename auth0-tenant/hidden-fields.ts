import type { Json } from '../kernel/canonical-json.ts'
import type { Asset, AssetKind, JsonObject } from './assets.ts'

/**
 * By kind, the field that goes into a tenant and does not come out: Auth0 keeps the token of an event stream to itself,
 * and an export masks the header of a log stream.
 */
export const HIDDEN_FIELDS: Readonly<Partial<Record<AssetKind, string>>> = {
  eventStreams: 'destination.configuration.webhook_authorization.token',
  logStreams: 'sink.httpAuthorization',
}

/** Whether a field cannot be read back: that one, and the value of every secret of an Action. */
export function isHidden(kind: AssetKind, path: string): boolean {
  return path.startsWith('secrets.') || path === HIDDEN_FIELDS[kind]
}

/** The value of that field; null when the asset has none. */
export function hiddenValue({ kind, body }: Asset): Json {
  const path = HIDDEN_FIELDS[kind]
  if (path === undefined) return null
  return path
    .split('.')
    .reduce<Json>((value, key) => (isObject(value) ? (value[key] ?? null) : null), body)
}

/** The asset with that field set; an asset of a kind without one stays as it is. */
export function withHiddenValue(asset: Asset, value: Json): Asset {
  const path = HIDDEN_FIELDS[asset.kind]
  return path === undefined ? asset : { ...asset, body: setAt(asset.body, path.split('.'), value) }
}

function setAt(body: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [key, ...rest] = path
  if (key === undefined) return body
  if (rest.length === 0) return { ...body, [key]: value }
  const inner = body[key]
  return { ...body, [key]: setAt(isObject(inner) ? inner : {}, rest, value) }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
