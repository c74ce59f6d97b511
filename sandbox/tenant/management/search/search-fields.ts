import { notModelled } from '../../core/refusal.ts'
import type { UserRecord } from '../../tenant-state.ts'
import { identityOf } from '../user-profile.ts'
import { invalidQuery } from './invalid-query.ts'

/** How the values of a field are compared; `name` and its like are the only ones compared in any case. */
export type FieldKind =
  | 'caseless'
  | 'text'
  | 'boolean'
  | 'number'
  | 'date'
  | 'app_metadata'
  | 'user_metadata'

export type SearchField = {
  readonly name: string
  readonly kind: FieldKind
  /** What an account holds there; undefined and null for nothing. */
  readonly valuesOf: (user: UserRecord) => readonly unknown[]
}

type RootField = readonly [kind: FieldKind, valueOf: (user: UserRecord) => unknown]

const rootFields: ReadonlyMap<string, RootField> = new Map<string, RootField>([
  ['email', ['caseless', (user) => user.email]],
  ['name', ['caseless', (user) => user.name]],
  ['given_name', ['caseless', (user) => user.given_name]],
  ['family_name', ['caseless', (user) => user.family_name]],
  ['nickname', ['caseless', (user) => user.nickname]],
  ['user_id', ['text', (user) => user.user_id]],
  ['username', ['text', (user) => user.username]],
  ['phone_number', ['text', (user) => user.phone_number]],
  ['picture', ['text', (user) => user.picture]],
  ['last_ip', ['text', (user) => user.last_ip]],
  ['email.domain', ['text', (user) => user.email?.slice(user.email.lastIndexOf('@') + 1)]],
  ['identities.connection', ['text', (user) => user.connection]],
  ['identities.provider', ['text', (user) => identityOf(user).provider]],
  ['identities.user_id', ['text', (user) => identityOf(user).user_id]],
  ['identities.isSocial', ['boolean', (user) => identityOf(user).isSocial]],
  ['email_verified', ['boolean', (user) => user.email_verified]],
  ['phone_verified', ['boolean', (user) => user.phone_verified]],
  ['blocked', ['boolean', (user) => user.blocked]],
  // An account that never logged in has no such field, as the profile shows it.
  ['logins_count', ['number', (user) => (user.logins_count > 0 ? user.logins_count : undefined)]],
  ['created_at', ['date', (user) => user.created_at]],
  ['updated_at', ['date', (user) => user.updated_at]],
  ['last_login', ['date', (user) => user.last_login]],
  ['last_password_reset', ['date', (user) => user.last_password_reset]],
])

const documentedElsewhere = new Set(['organization_id', 'multifactor'])

/** Metadata is searched through arrays: the level of an array does not count as a step of the path. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path))
  const [key, ...rest] = path
  if (key === undefined) return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.hasOwn(value, key) ? valuesAt(Reflect.get(value, key), rest) : []
}

function metadataField(name: string): SearchField | null {
  const [root, ...path] = name.split('.')
  if (root !== 'app_metadata' && root !== 'user_metadata') return null
  if (path.length === 0 || path.includes('')) return null
  return { name, kind: root, valuesOf: (user) => valuesAt(user[root], path) }
}

/**
 * The field of a query: a root field as documented, or a path into metadata (auth0-facts 4.2).
 * @throws 400 for every other name, 501 for a documented one that needs what this tenant does not have.
 */
export function searchField(name: string): SearchField {
  if (documentedElsewhere.has(name)) throw notModelled(`searching by ${name}`)
  const root = rootFields.get(name)
  if (root !== undefined) {
    const [kind, valueOf] = root
    return { name, kind, valuesOf: (user) => [valueOf(user)] }
  }
  const field = metadataField(name)
  if (field === null) throw invalidQuery(`${name} cannot be searched`)
  return field
}
