const keyCharactersMax = 64
const valueBytesMax = 8 * 1024
const totalBytesMax = 16 * 1024

type Value = string | number | boolean
type Metadata = Readonly<Record<string, Value>>

/** `api.transaction` of one run of post-login: what its Actions tell each other; nothing of it is kept. */
export type TransactionMetadata = {
  readonly current: () => Metadata
  /** Null removes the key. @throws when a limit is broken (auth0-facts 1.5). */
  readonly set: (key: unknown, value: unknown) => void
}

function isValue(value: unknown): value is Value {
  if (typeof value === 'number') {
    return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value)
  }
  return typeof value === 'string' || typeof value === 'boolean'
}

function bytesOf(metadata: Metadata): number {
  return Object.entries(metadata).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)),
    0,
  )
}

/** Why an entry is refused, or null. */
function problemOf(key: unknown, value: unknown): string | null {
  if (typeof key !== 'string') return 'the key must be a string'
  if (key.length > keyCharactersMax) return `a key has at most ${keyCharactersMax} characters`
  if (!isValue(value)) return 'a value must be a string, a safe number or a boolean'
  if (Buffer.byteLength(String(value)) > valueBytesMax) return 'a value has at most 8 kB'
  return null
}

/** Empty at the start of each run. */
export function createTransactionMetadata(): TransactionMetadata {
  let metadata: Metadata = {}
  return {
    current: () => metadata,
    set: (key, value) => {
      const problem = value === null ? null : problemOf(key, value)
      if (problem !== null) throw new Error(`Invalid transaction metadata: ${problem}`)
      const name = String(key)
      const kept = Object.entries(metadata).filter(([held]) => held !== name)
      const next = Object.fromEntries(isValue(value) ? [...kept, [name, value]] : kept)
      if (bytesOf(next) > totalBytesMax) {
        throw new Error('Invalid transaction metadata: all of it has at most 16 kB')
      }
      metadata = next
    },
  }
}
