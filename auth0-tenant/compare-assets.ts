import { canonicalJson, type Json } from '../kernel/canonical-json.ts'
import { type Asset, type AssetKind, type JsonObject, textIn } from './assets.ts'
import { HIDDEN_FIELDS } from './hidden-fields.ts'

/** One field that differs. `after` is what the files say, `before` what the tenant holds; null stands for nothing. */
export type FieldChange = {
  /** Such as `options.passwordPolicy`. */
  readonly path: string
  readonly before: Json
  readonly after: Json
}

export type AssetChange = {
  readonly kind: AssetKind
  readonly name: string
  readonly action: 'create' | 'update'
  /** Every field of a new asset. */
  readonly fields: readonly FieldChange[]
}

// Lists whose order means something; every other list is a set to Auth0.
const ORDERED_PATHS = new Set(['bindings'])
const NO_BINDINGS = { body: { bindings: [] } }
// Write-only: deploy-note.ts tells when one has changed.
const HIDDEN_PATHS = new Set(Object.values(HIDDEN_FIELDS))

/**
 * What must be written so that the tenant holds what the files say. A field the files do not name never differs, nor
 * does anything that cannot be read back: of secrets only the names are compared (deploy-note.ts and secret-mark.ts see
 * to their values).
 * Nothing is ever a deletion: what the files do not name is not ours.
 */
export function compareAssets(
  wanted: readonly Asset[],
  found: readonly Asset[],
): readonly AssetChange[] {
  const held = new Map(found.map((asset) => [keyOf(asset), asset]))
  return wanted.flatMap((asset): AssetChange[] => {
    const { kind, name } = asset
    // A trigger is always there; the tool does not list one without bindings.
    const before = held.get(keyOf(asset)) ?? (kind === 'triggers' ? NO_BINDINGS : undefined)
    if (before === undefined) {
      return [{ kind, name, action: 'create', fields: differences(asset.body, {}, '') }]
    }
    const fields = differences(asset.body, before.body, '')
    return fields.length === 0 ? [] : [{ kind, name, action: 'update', fields }]
  })
}

function keyOf({ kind, name }: Asset): string {
  return `${kind}\n${name}`
}

function differences(wanted: JsonObject, found: JsonObject, prefix: string): FieldChange[] {
  return Object.entries(wanted).flatMap(([key, after]) => {
    const path = `${prefix}${key}`
    if (HIDDEN_PATHS.has(path)) return []
    const before = found[key]
    if (path === 'secrets') return secretNames(after, before)
    // Field by field even where there is nothing yet: a value nobody may see must not come along inside an object.
    if (isObject(after) && (before === undefined || isObject(before))) {
      return differences(after, before ?? {}, `${path}.`)
    }
    return isHeld(after, before, path) ? [] : [{ path, before: before ?? null, after }]
  })
}

function secretNames(after: Json, before: Json | undefined): FieldChange[] {
  const names = (list: Json | undefined) =>
    (isList(list) ? list : []).map((one) => (isObject(one) ? textIn(one, 'name') : '')).sort()
  const [wanted, held] = [names(after), names(before)]
  if (canonicalJson(wanted) === canonicalJson(held)) return []
  return [{ path: 'secrets', before: held, after: wanted }]
}

/** Whether `found` holds all that is wanted; it may hold more in an object, and not in a list. */
export function isHeld(wanted: Json, found: Json | undefined, path: string): boolean {
  if (isList(wanted)) {
    if (!isList(found)) return found === undefined && wanted.length === 0
    if (found.length !== wanted.length) return false
    return ORDERED_PATHS.has(path)
      ? wanted.every((one, at) => isHeld(one, found[at], path))
      : isSameSet(wanted, found, path)
  }
  if (isObject(wanted)) {
    if (!isObject(found)) return false
    return Object.entries(wanted).every(([key, value]) => isHeld(value, found[key], path))
  }
  return wanted === (found ?? null)
}

function isSameSet(wanted: readonly Json[], found: readonly Json[], path: string): boolean {
  const left = [...found]
  return wanted.every((one) => {
    const at = left.findIndex((candidate) => isHeld(one, candidate, path))
    if (at === -1) return false
    left.splice(at, 1)
    return true
  })
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}
