import type { TenantContext } from '../../tenant-context.ts'

// Shorter ones would blot out ordinary words.
const secretLengthMin = 6

function secretValues(tenant: TenantContext): string[] {
  const { actions, clients } = tenant.state
  const ofActions = [...actions.values()].flatMap((action) =>
    [action, ...action.versions].flatMap(({ secrets }) => secrets.map(({ value }) => value)),
  )
  const ofClients = [...clients.values()].map(({ client_secret }) => client_secret)
  const long = [...ofActions, ...ofClients].filter(({ length }) => length >= secretLengthMin)
  return [...new Set(long)].toSorted((left, right) => right.length - left.length)
}

/** Blots out every secret of an Action or an application: an Action may print or throw what it was given. */
export function secretHider(tenant: TenantContext): (text: string) => string {
  const values = secretValues(tenant)
  return (text) => values.reduce((rest, value) => rest.replaceAll(value, '•••'), text)
}

/** The same for every text in a JSON value. */
export function hideInside(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value)
  if (Array.isArray(value)) return value.map((item) => hideInside(item, hide))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, hideInside(item, hide)]),
  )
}
