import type { UserRecord } from '../../tenant-state.ts'
import { showUser } from '../user-profile.ts'

/** A field of an export: where it stands in the profile, and the name it gets. */
export type ExportField = { readonly name: string; readonly title: string }

const exportableRoots = new Set([
  'user_id',
  'email',
  'email_verified',
  'username',
  'phone_number',
  'phone_verified',
  'name',
  'given_name',
  'family_name',
  'nickname',
  'picture',
  'blocked',
  'created_at',
  'updated_at',
  'last_login',
  'last_ip',
  'last_password_reset',
  'logins_count',
  'identities',
  'app_metadata',
  'user_metadata',
])

// "A predefined set of fields", says Auth0, and does not list it: these are the scalars of its normalized profile.
const defaultNames = [
  'user_id',
  'email',
  'email_verified',
  'username',
  'name',
  'given_name',
  'family_name',
  'nickname',
  'picture',
  'created_at',
  'updated_at',
]

export const defaultFields: readonly ExportField[] = defaultNames.map((name) => ({
  name,
  title: name,
}))

// Such as `identities[0].connection` and `user_metadata.address.city`.
const pathPattern = /^[^.[\]]+(\.[^.[\]]+|\[\d+\])*$/
const stepPattern = /[^.[\]]+/g

function stepsOf(name: string): readonly string[] {
  return name.match(stepPattern) ?? []
}

/** Whether an account can hold a field of this name. */
export function isExportable(name: string): boolean {
  return pathPattern.test(name) && exportableRoots.has(stepsOf(name)[0] ?? '')
}

/** What an account holds in a field; undefined for nothing. */
export function exportedValue(user: UserRecord, name: string): unknown {
  return stepsOf(name).reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? Reflect.get(value, step)
        : undefined,
    showUser(user),
  )
}
