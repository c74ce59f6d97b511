import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { jsonSchema, readBody } from '../core/read-request.ts'
import { invalidBody, notModelled, refusal } from '../core/refusal.ts'
import { hashPassword, isStrongEnough } from '../people/passwords.ts'
import { sendVerificationMail } from '../people/tickets.ts'
import { isoNow, type TenantContext } from '../tenant-context.ts'
import type { UserRecord } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { connectionByName } from './connections.ts'
import { toJsonObject } from './json-object.ts'
import { checkMetadataKeys, mergeMetadata } from './user-metadata.ts'
import { checkProfileSize, showUser, userByLogin } from './user-profile.ts'
import { findUser } from './held-roles.ts'
import { checkIdentifiers, phoneNumber } from './identifier-rules.ts'

const text = z.string().min(1).max(300).nullable().optional()
const metadata = z.record(z.string(), jsonSchema).optional()

const patchBody = z.strictObject({
  blocked: z.boolean().optional(),
  email: z.email().optional(),
  email_verified: z.boolean().optional(),
  verify_email: z.boolean().optional(),
  phone_number: phoneNumber.nullable().optional(),
  phone_verified: z.boolean().optional(),
  verify_phone_number: z.boolean().optional(),
  username: z.string().min(1).max(128).optional(),
  password: z.string().min(1).optional(),
  given_name: text,
  family_name: text,
  name: text,
  nickname: text,
  picture: text,
  app_metadata: metadata,
  user_metadata: metadata,
  connection: z.string().optional(),
  client_id: z.string().optional(),
})
type Patch = z.output<typeof patchBody>

// The narrow scope changes app_metadata and nothing else.
const metadataScope = 'update:users_app_metadata'

// What the real API refuses to change in one request (seen in the sources of auth0's own Terraform provider and others).
const apart: readonly (readonly [keyof Patch, keyof Patch])[] = [
  ['password', 'email'],
  ['password', 'email_verified'],
  ['username', 'password'],
  ['username', 'email'],
  ['username', 'email_verified'],
]

function checkTogether(patch: Patch): void {
  if (Object.keys(patch).length === 0) {
    throw invalidBody("Too few properties defined (0), minimum 1'")
  }
  const pair = apart.find((names) => names.every((name) => patch[name] !== undefined))
  if (pair !== undefined) {
    throw refusal(400, `Cannot update ${pair.join(' and ')} simultaneously`)
  }
  if (patch.client_id !== undefined && !patch.email && !patch.phone_number) {
    throw refusal(400, 'client_id goes with a change of email or phone_number only')
  }
  if (patch.verify_phone_number === true) throw notModelled('text messages to phones')
}

function checkPatch(tenant: TenantContext, user: UserRecord, patch: Patch): void {
  const { email, username, password, connection } = patch
  if (connection !== undefined && connection !== user.connection) {
    throw refusal(400, 'The connection does not belong to the user', 'invalid_connection')
  }
  for (const [name, login] of Object.entries({ email, username })) {
    const holder = login && userByLogin(tenant, user.connection, login)
    if (holder && holder.user_id !== user.user_id) {
      const errorCode = tenant.unknown.takenUserErrorCode ?? undefined
      throw refusal(400, `The specified new ${name} already exists`, errorCode)
    }
  }
  const home = connectionByName(tenant, user.connection)
  if (home !== undefined) {
    checkIdentifiers(home, { username, phone_number: patch.phone_number ?? undefined })
  }
  if (password !== undefined && home !== undefined && !isStrongEnough(home, password)) {
    throw refusal(400, 'PasswordStrengthError: Password is too weak', 'password_strength_error')
  }
}

function changedPassword(tenant: TenantContext, password: string | undefined): Partial<UserRecord> {
  return password === undefined
    ? {}
    : { passwordHash: hashPassword(tenant, password), last_password_reset: isoNow(tenant) }
}

function changedMetadata(user: UserRecord, patch: Patch): Partial<UserRecord> {
  const change = (kind: 'app_metadata' | 'user_metadata') => {
    const sent = patch[kind]
    if (sent === undefined) return user[kind]
    const metadataChange = toJsonObject(sent)
    checkMetadataKeys(kind, metadataChange)
    return mergeMetadata(user[kind], metadataChange)
  }
  return { app_metadata: change('app_metadata'), user_metadata: change('user_metadata') }
}

/** The account after the patch; a root field set to null is unset, a new address is unverified. */
function patchedUser(tenant: TenantContext, user: UserRecord, patch: Patch): UserRecord {
  const { password, app_metadata: _a, user_metadata: _u, ...root } = patch
  const {
    verify_email: _v,
    verify_phone_number: _p,
    connection: _c,
    client_id: _i,
    ...fields
  } = root
  const set = Object.entries(fields).map(([name, value]) => [name, value ?? undefined])
  const email = patch.email?.toLowerCase() ?? user.email
  const wasVerified = email === user.email && user.email_verified
  return {
    ...user,
    ...Object.fromEntries(set),
    ...(patch.username !== undefined && { username: patch.username.toLowerCase() }),
    email,
    email_verified: patch.email_verified ?? wasVerified,
    ...changedMetadata(user, patch),
    ...changedPassword(tenant, password),
    updated_at: isoNow(tenant),
  }
}

async function patchUser(tenant: TenantContext, context: Context<TenantEnv>): Promise<Response> {
  const patch = await readBody(context, patchBody, ['verify_phone_number'])
  const hasFullScope = context.get('caller').scopes.has('update:users')
  if (!hasFullScope && Object.keys(patch).some((name) => name !== 'app_metadata')) {
    throw refusal(403, 'Insufficient scope, expected any of: update:users', 'insufficient_scope')
  }
  checkTogether(patch)
  // After the body was read, since another request may change the account until then.
  const user = findUser(tenant, context.req.param('id') ?? '')
  checkPatch(tenant, user, patch)
  const next = patchedUser(tenant, user, patch)
  checkProfileSize(next)
  tenant.state.users.set(user.user_id, next)
  auditApiCall(tenant, context, 'Update a User', user.user_id)
  if (patch.verify_email === true) sendVerificationMail(tenant, next)
  return context.json(showUser(next))
}

/** `PATCH /users/{id}`. */
export function userChanges(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.patch('/:id', allow('update:users', metadataScope), (context) => patchUser(tenant, context))
  return app
}
