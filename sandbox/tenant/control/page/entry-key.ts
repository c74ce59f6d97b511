// Held by identity: a log entry has no id of its own, and the page must know it again when newer ones arrive.
const keys = new WeakMap<object, string>()
let given = 0

/** The same short text for the same object every time. */
export function entryKey(entry: object): string {
  const key = keys.get(entry) ?? `e${++given}`
  keys.set(entry, key)
  return key
}
