type Fields = Readonly<Record<string, unknown>>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Things in lists go by their name, whatever that is called. */
function nameOf(value: unknown, index: number): string {
  if (!isFields(value)) return String(index)
  const names = ['name', 'template', 'client_id', 'action_name', 'permission_name', 'value', 'id']
  const name = names.find((key) => typeof value[key] === 'string')
  return name === undefined ? String(index) : String(value[name])
}

/** Lists of named things as objects by name, so that their order does not matter. */
function byName(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  if (!value.every(isFields))
    return value.map((item) => JSON.stringify(item)).toSorted((a, b) => (a < b ? -1 : 1))
  return Object.fromEntries(value.map((item, index) => [nameOf(item, index), item]))
}

/**
 * Where two trees of assets differ, as `path: given -> found`; what only `found` has is `path: added`. Lists of named
 * things are compared by name.
 */
export function compareAssets(given: unknown, found: unknown, path = ''): string[] {
  const [left, right] = [byName(given), byName(found)]
  if (isFields(left) && isFields(right)) {
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) => {
      const at = path === '' ? key : `${path}.${key}`
      return key in left ? compareAssets(left[key], right[key], at) : [`${at}: added`]
    })
  }
  const [told, kept] = [JSON.stringify(left), JSON.stringify(right)]
  return told === kept ? [] : [`${path}: ${told} -> ${kept}`]
}
