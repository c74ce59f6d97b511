import { returned, type ActionApi } from './action-api.ts'

const lifetimeMsDefault = 15 * 60_000
const lifetimeMsMax = 24 * 3_600_000
const keyBytesMax = 64
const valueBytesMax = 4 * 1024
const totalBytesMax = 8 * 1024
const entriesMax = 20

type Entry = { readonly value: string; readonly expires_at: number }
type Refused = { readonly type: 'error'; readonly code: string }
type Done = { readonly type: 'success'; readonly record?: Entry }

/** What is cached for one trigger: small, short-lived and best effort, in Auth0's limits (auth0-facts 1.5). */
export type ActionCache = {
  readonly get: (key: unknown) => Entry | undefined
  readonly set: (key: unknown, value: unknown, options?: unknown) => Done | Refused
  readonly delete: (key: unknown) => Done | Refused
}

function refused(code: string): Refused {
  return { type: 'error', code }
}

function bytesOf(text: unknown): number {
  if (typeof text === 'string') return Buffer.byteLength(text)
  throw new TypeError('Keys and values of api.cache must be strings')
}

function optionNamed(options: unknown, name: 'ttl' | 'expires_at'): unknown {
  return typeof options === 'object' && options !== null ? Reflect.get(options, name) : undefined
}

/** When the entry ends: the earlier one of `ttl` and `expires_at`, at most 24 hours from now. */
function expiryOf(options: unknown, nowMs: number): number | Refused {
  const wishes: number[] = []
  for (const name of ['ttl', 'expires_at'] as const) {
    const wish = optionNamed(options, name)
    if (wish === undefined) continue
    if (typeof wish !== 'number' || !Number.isFinite(wish)) return refused('InvalidExpiry')
    wishes.push(Math.floor(name === 'ttl' ? nowMs + wish : wish))
  }
  const wished = wishes.length === 0 ? nowMs + lifetimeMsDefault : Math.min(...wishes)
  if (wished <= nowMs) return refused('ItemAlreadyExpired')
  return Math.min(wished, nowMs + lifetimeMsMax)
}

function sizeRefusal(entries: ReadonlyMap<unknown, Entry>, key: unknown, value: unknown) {
  const keyBytes = bytesOf(key)
  const valueBytes = bytesOf(value)
  if (keyBytes > keyBytesMax) return refused('CacheKeySizeExceeded')
  if (valueBytes > valueBytesMax) return refused('CacheValueSizeExceeded')
  // An entry that is about to be replaced still counts, as it does in Auth0's own check.
  const held = [...entries].reduce(
    (sum, [name, one]) => sum + bytesOf(name) + bytesOf(one.value),
    0,
  )
  if (held + keyBytes + valueBytes > totalBytesMax) return refused('CacheSizeExceeded')
  if (!entries.has(key) && entries.size >= entriesMax) return refused('CacheItemCountExceeded')
  return null
}

/** A refused call says why in its answer; only a key or value that is no text throws. */
export function createActionCache(now: () => number): ActionCache {
  const entries = new Map<unknown, Entry>()
  const dropExpired = (): void => {
    for (const [key, entry] of entries) if (entry.expires_at <= now()) entries.delete(key)
  }
  return {
    get: (key) => {
      dropExpired()
      return entries.get(key)
    },
    set: (key, value, options) => {
      dropExpired()
      const refusal = sizeRefusal(entries, key, value)
      if (refusal !== null) return refusal
      const expires_at = expiryOf(options, now())
      if (typeof expires_at !== 'number') return expires_at
      const record = { value: String(value), expires_at }
      entries.set(key, record)
      return { type: 'success', record }
    },
    delete: (key) => {
      dropExpired()
      return entries.delete(key) ? { type: 'success' } : refused('CacheKeyDoesNotExist')
    },
  }
}

/** The cache as a group of `api`. */
export function cacheApi(cache: ActionCache): ActionApi[string] {
  return {
    get: (key) => returned(cache.get(key)),
    set: (key, value, options) => returned(cache.set(key, value, options)),
    delete: (key) => returned(cache.delete(key)),
  }
}
