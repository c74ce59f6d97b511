import { keptEntriesMax } from './drop-oldest.ts'

/** What people hold at the tenant (sessions, tokens, tickets) by its secret; only the newest entries are kept. */
export type OwnedRecords<Owned> = Iterable<readonly [string, Owned]> & {
  readonly size: number
  readonly get: (key: string) => Owned | undefined
  /** What is written again counts as new. */
  readonly set: (key: string, record: Owned) => void
  readonly delete: (key: string) => boolean
  /** What one account holds, oldest first. */
  readonly of: (userId: string) => readonly (readonly [string, Owned])[]
  /** Drops everything that one account holds. */
  readonly dropOf: (userId: string) => void
}

/** An empty collection of at most `keptMax` records, of which the oldest go first. */
export function createOwnedRecords<Owned extends { readonly user_id: string }>(
  keptMax = keptEntriesMax,
): OwnedRecords<Owned> {
  const records = new Map<string, Owned>()
  const keys = new Map<string, Set<string>>()

  const remove = (key: string): boolean => {
    const record = records.get(key)
    if (record === undefined) return false
    const held = keys.get(record.user_id)
    held?.delete(key)
    if (held?.size === 0) keys.delete(record.user_id)
    return records.delete(key)
  }
  return {
    get size() {
      return records.size
    },
    [Symbol.iterator]: () => records[Symbol.iterator](),
    get: (key) => records.get(key),
    set: (key, record) => {
      remove(key)
      records.set(key, record)
      const held = keys.get(record.user_id) ?? new Set<string>()
      keys.set(record.user_id, held.add(key))
      const [oldest] = records.keys()
      if (records.size > keptMax && oldest !== undefined) remove(oldest)
    },
    delete: remove,
    of: (userId) =>
      [...(keys.get(userId) ?? [])].flatMap((key) => {
        const record = records.get(key)
        return record === undefined ? [] : [[key, record] as const]
      }),
    dropOf: (userId) => {
      for (const key of keys.get(userId) ?? []) remove(key)
    },
  }
}
