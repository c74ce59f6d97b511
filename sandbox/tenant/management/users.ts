import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { pageQuery, pickFields } from '../core/paging.ts'
import { jsonSchema, readBody, readQuery } from '../core/read-request.ts'
import { invalidBody, refusal } from '../core/refusal.ts'
import { hashPassword, isStrongEnough } from '../people/passwords.ts'
import { sendVerificationMail } from '../people/tickets.ts'
import { runRegistrationActions } from '../runtime/run-registration.ts'
import type { TenantContext } from '../tenant-context.ts'
import { isoNow } from '../tenant-context.ts'
import type { ConnectionRecord, UserRecord } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { connectionByName } from './connections.ts'
import { newUser } from './create-user.ts'
import { toJsonObject } from './json-object.ts'
import { checkMetadataKeys } from './user-metadata.ts'
import { checkProfileSize, showUser } from './user-profile.ts'
import { findUser } from './held-roles.ts'
import { checkIdentifiers, phoneNumber, requireUsername } from './identifier-rules.ts'

const metadata = z.record(z.string(), jsonSchema).optional()
const text = z.string().min(1).max(300).optional()
const email = z.email({ error: 'Object didn’t pass validation for format email' })

const createBody = z.strictObject({
  connection: z.string().min(1),
  email: email.optional(),
  password: z.string().min(1).optional(),
  username: z.string().min(1).max(128).optional(),
  user_id: z
    .string()
    .regex(/^[^|\s]{1,255}$/, 'Invalid user_id')
    .optional(),
  phone_number: phoneNumber.optional(),
  phone_verified: z.boolean().optional(),
  blocked: z.boolean().optional(),
  email_verified: z.boolean().optional(),
  verify_email: z.boolean().optional(),
  given_name: text,
  family_name: text,
  name: text,
  nickname: text,
  picture: text,
  app_metadata: metadata,
  user_metadata: metadata,
})

function databaseConnection(tenant: TenantContext, name: string): ConnectionRecord {
  const connection = connectionByName(tenant, name)
  if (connection === undefined) {
    throw refusal(400, 'The connection does not exist', 'inexistent_connection')
  }
  return connection
}

function checkNewUser(connection: ConnectionRecord, body: z.output<typeof createBody>): string {
  if (body.email === undefined) throw invalidBody("Missing required property: email'")
  if (body.password === undefined) throw invalidBody("Missing required property: password'")
  if (!isStrongEnough(connection, body.password)) {
    throw refusal(400, 'PasswordStrengthError: Password is too weak', 'password_strength_error')
  }
  checkIdentifiers(connection, body)
  requireUsername(connection, body.username)
  checkMetadataKeys('app_metadata', toJsonObject(body.app_metadata ?? {}))
  checkMetadataKeys('user_metadata', toJsonObject(body.user_metadata ?? {}))
  return body.password
}

async function postUser(tenant: TenantContext, context: Context<TenantEnv>): Promise<Response> {
  const body = await readBody(context, createBody)
  const connection = databaseConnection(tenant, body.connection)
  const password = checkNewUser(connection, body)
  const { given_name, family_name, name, nickname, picture, blocked } = body
  const { phone_number, phone_verified } = body
  const profile = { given_name, family_name, name, nickname, picture, blocked }
  const user = newUser(tenant, {
    connection,
    email: body.email,
    username: body.username,
    localId: body.user_id,
    email_verified: body.email_verified ?? false,
    passwordHash: hashPassword(tenant, password),
    app_metadata: body.app_metadata && toJsonObject(body.app_metadata),
    user_metadata: body.user_metadata && toJsonObject(body.user_metadata),
    profile: { ...profile, phone_number, phone_verified },
  })
  if (user === 'taken') {
    const errorCode = tenant.unknown.takenUserErrorCode ?? undefined
    throw refusal(409, 'The user already exists.', errorCode)
  }
  checkProfileSize(user)
  tenant.state.users.set(user.user_id, user)
  auditApiCall(tenant, context, 'Create a User', user.user_id)
  if (body.verify_email ?? !user.email_verified) sendVerificationMail(tenant, user)
  if (tenant.unknown.registrationRunsForApiUsers) runRegistrationActions(tenant, user)
  return context.json(showUser(user), 201)
}

function deleteUser(tenant: TenantContext, user: UserRecord): void {
  tenant.state.users.delete(user.user_id)
  tenant.log.record('sdu', {
    user_id: user.user_id,
    user_name: user.email,
    connection: user.connection,
    details: { deleted_at: isoNow(tenant) },
  })
}

/** `/users`: creating, reading and deleting accounts (for the list and for changes see `list-users`, `patch-user`). */
export function users(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.post('/', allow('create:users'), (context) => postUser(tenant, context))
  app.get('/:id', allow('read:users'), (context) => {
    const query = readQuery(context, pageQuery.pick({ fields: true, include_fields: true }))
    return context.json(pickFields(showUser(findUser(tenant, context.req.param('id'))), query))
  })
  app.delete('/:id', allow('delete:users'), (context) => {
    const user = tenant.state.users.get(context.req.param('id'))
    // Deleting who is not there is a success: the wish is fulfilled.
    if (user === undefined) return context.body(null, 204)
    auditApiCall(tenant, context, 'Delete a User', user.user_id)
    deleteUser(tenant, user)
    return context.body(null, 204)
  })
  return app
}

/** `/users-by-email`: exact and case-sensitive; database connections keep addresses in lower case. */
export function usersByEmail(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  const emailQuery = pageQuery
    .pick({ fields: true, include_fields: true })
    .extend({ email: z.string().min(1) })
  app.get('/', allow('read:users'), (context) => {
    const query = readQuery(context, emailQuery)
    const found = tenant.state.users.withEmail(query.email)
    return context.json(found.map((user) => pickFields(showUser(user), query)))
  })
  return app
}
