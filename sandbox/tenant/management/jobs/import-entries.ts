import { runRegistrationActions } from '../../runtime/run-registration.ts'
import { isoNow, type TenantContext } from '../../tenant-context.ts'
import type { ConnectionRecord, JobRecord, UserRecord } from '../../tenant-state.ts'
import { newUser } from '../create-user.ts'
import { usernameProblem } from '../identifier-rules.ts'
import { toJsonObject } from '../json-object.ts'
import { forbiddenKey, type MetadataKind } from '../user-metadata.ts'
import { isProfileTooLarge, userByLogin } from '../user-profile.ts'
import { readEntry, shownEntry, type ImportEntry, type ImportError } from './import-entry.ts'

type Import = {
  readonly connection: ConnectionRecord
  readonly isUpsert: boolean
  readonly entries: readonly unknown[]
}

type Outcome = 'inserted' | 'updated' | { readonly errors: readonly ImportError[] }

function failure(code: string, message: string, path?: string): Outcome {
  return { errors: [{ code, message, ...(path !== undefined && { path }) }] }
}

function metadataProblem(entry: ImportEntry): ImportError | null {
  const kinds: readonly MetadataKind[] = ['app_metadata', 'user_metadata']
  for (const kind of kinds) {
    const key = forbiddenKey(kind, toJsonObject(entry[kind] ?? {}))
    if (key === null) continue
    const path = `${kind}.${key}`
    return { code: 'NOT_PASSED', message: `Invalid ${kind} property name: ${key}`, path }
  }
  return null
}

/** Both metadata objects are overwritten, never merged; other fields than these an import does not update. */
function updatedUser(tenant: TenantContext, user: UserRecord, entry: ImportEntry): UserRecord {
  const isKept = tenant.unknown.importWithoutMetadata === 'keeps'
  const metadata = (kind: MetadataKind) => {
    const sent = entry[kind]
    if (sent !== undefined) return toJsonObject(sent)
    return isKept ? user[kind] : undefined
  }
  return {
    ...user,
    given_name: entry.given_name ?? user.given_name,
    family_name: entry.family_name ?? user.family_name,
    name: entry.name ?? user.name,
    nickname: entry.nickname ?? user.nickname,
    picture: entry.picture ?? user.picture,
    email_verified: entry.email_verified ?? user.email_verified,
    app_metadata: metadata('app_metadata'),
    user_metadata: metadata('user_metadata'),
    updated_at: isoNow(tenant),
  }
}

function insertedUser(tenant: TenantContext, work: Import, entry: ImportEntry) {
  const { email, email_verified = false, user_id, username } = entry
  const { given_name, family_name, name, nickname, picture, blocked } = entry
  return newUser(tenant, {
    connection: work.connection,
    email,
    email_verified,
    username,
    // Prefixed with `auth0|` even when it already is: Auth0 warns of `auth0|auth0|…`.
    localId: user_id,
    passwordHash: null,
    app_metadata: entry.app_metadata && toJsonObject(entry.app_metadata),
    user_metadata: entry.user_metadata && toJsonObject(entry.user_metadata),
    profile: { given_name, family_name, name, nickname, picture, blocked },
  })
}

function store(tenant: TenantContext, user: UserRecord, outcome: 'inserted' | 'updated'): Outcome {
  if (isProfileTooLarge(user)) return failure('MAX_LENGTH', 'The user profile is too large')
  tenant.state.users.set(user.user_id, user)
  return outcome
}

function importEntry(tenant: TenantContext, work: Import, entry: ImportEntry): Outcome {
  const problem = metadataProblem(entry)
  if (problem !== null) return { errors: [problem] }
  const { connection, isUpsert } = work
  const email = entry.email.toLowerCase()
  const existing = userByLogin(tenant, connection.name, email)
  if (isUpsert && existing?.email === email) {
    return store(tenant, updatedUser(tenant, existing, entry), 'updated')
  }
  const { username } = entry
  const refused = username === undefined ? null : usernameProblem(connection, username)
  if (refused !== null) return failure('NOT_PASSED', refused.message, 'username')
  const user = insertedUser(tenant, work, entry)
  if (user !== 'taken') {
    const outcome = store(tenant, user, 'inserted')
    if (outcome === 'inserted' && tenant.unknown.registrationRunsForApiUsers) {
      runRegistrationActions(tenant, user)
    }
    return outcome
  }
  if (!isUpsert) return failure('DUPLICATED_USER', 'The user already exist.')
  const isNameTaken =
    username !== undefined && userByLogin(tenant, connection.name, username) !== undefined
  return isNameTaken
    ? failure('CONFLICT_USERNAME', 'The username is taken by another user.', 'username')
    : failure('CONFLICT', 'The user_id is taken by another user.', 'user_id')
}

function identifiersOf({ email, username, user_id }: ImportEntry): string[] {
  return [
    `email ${email.toLowerCase()}`,
    ...(username === undefined ? [] : [`username ${username.toLowerCase()}`]),
    ...(user_id === undefined ? [] : [`user_id ${user_id}`]),
  ]
}

/** Imports entry by entry; a wrong one fails alone, and so does one that the file named before. */
export function importEntries(
  tenant: TenantContext,
  work: Import,
): Pick<JobRecord, 'status' | 'errors' | 'summary'> {
  const counts = { inserted: 0, updated: 0 }
  const errors = []
  const seen = new Set<string>()
  const importOne = (raw: unknown): Outcome => {
    const read = readEntry(raw)
    if ('errors' in read) return read
    const identifiers = identifiersOf(read.entry)
    const twice = identifiers.find((identifier) => seen.has(identifier))
    if (twice !== undefined) {
      const [kind] = twice.split(' ')
      return failure('DUPLICATED_USER', `A user with this ${kind} was already provided.`)
    }
    for (const identifier of identifiers) seen.add(identifier)
    return importEntry(tenant, work, read.entry)
  }
  for (const raw of work.entries) {
    const outcome = importOne(raw)
    if (typeof outcome === 'string') counts[outcome] += 1
    else errors.push({ user: shownEntry(raw), errors: [...outcome.errors] })
  }
  const summary = { failed: errors.length, ...counts, total: work.entries.length }
  return { status: 'completed', summary, errors }
}
