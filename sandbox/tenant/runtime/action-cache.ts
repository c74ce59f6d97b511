const lifetimeMsDefault = 15 * 60_000
const lifetimeMsMax = 24 * 3_600_000
const keyBytesMax = 64
const valueBytesMax = 4 * 1024
const totalBytesMax = 8 * 1024
const entriesMax = 20

type Entry = { readonly value: string; readonly expiresAtMs: number }
type Options = { readonly ttl?: number; readonly expires_at?: number } | undefined

/** `api.cache` of one trigger: small, short-lived and best effort, in Auth0's limits. */
export type ActionCache = {
  readonly get: (key: string) => { value: string; expires_at: number } | undefined
  readonly set: (key: string, value: string, options?: Options) => { type: string; code?: string }
  readonly delete: (key: string) => { type: string }
}

function refused(code: string): { type: string; code: string } {
  return { type: 'error', code }
}

/** A refused `set` says why in its answer and never throws. */
export function createActionCache(now: () => number): ActionCache {
  const entries = new Map<string, Entry>()
  const dropExpired = (): void => {
    for (const [key, entry] of entries) if (entry.expiresAtMs <= now()) entries.delete(key)
  }
  return {
    get: (key) => {
      dropExpired()
      const entry = entries.get(key)
      return entry && { value: entry.value, expires_at: entry.expiresAtMs }
    },
    set: (key, value, options) => {
      dropExpired()
      const bytes = Buffer.byteLength(value)
      if (Buffer.byteLength(key) > keyBytesMax) return refused('CacheKeySizeExceeded')
      if (bytes > valueBytesMax) return refused('CacheValueSizeExceeded')
      const others = [...entries].filter(([name]) => name !== key)
      const used = others.reduce((sum, [, entry]) => sum + Buffer.byteLength(entry.value), 0)
      if (others.length >= entriesMax) return refused('CacheItemCountExceeded')
      if (used + bytes > totalBytesMax) return refused('CacheSizeExceeded')
      const wishedMs = options?.expires_at ?? now() + (options?.ttl ?? lifetimeMsDefault)
      entries.set(key, { value, expiresAtMs: Math.min(wishedMs, now() + lifetimeMsMax) })
      return { type: 'success' }
    },
    delete: (key) => {
      entries.delete(key)
      return { type: 'success' }
    },
  }
}
