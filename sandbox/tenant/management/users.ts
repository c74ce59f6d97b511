import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { listAnswer, pageQuery, pickFields } from '../core/paging.ts'
import { jsonSchema, readBody, readQuery } from '../core/read-request.ts'
import { invalidBody, refusal } from '../core/refusal.ts'
import { hashPassword, isStrongEnough } from '../people/passwords.ts'
import { sendVerificationMail } from '../people/tickets.ts'
import { runRegistrationActions } from '../runtime/run-registration.ts'
import type { TenantContext } from '../tenant-context.ts'
import { isoNow } from '../tenant-context.ts'
import type { ConnectionRecord } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { connectionByName } from './connections.ts'
import { createUser } from './create-user.ts'
import { toJsonObject } from './json-object.ts'
import { checkMetadataKeys } from './user-metadata.ts'
import { checkProfileSize, showUser } from './user-profile.ts'
import { findUser } from './held-roles.ts'
import { isUserMatch, parseUserQuery } from './user-search.ts'

const searchResultsMax = 1000
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
  phone_number: text,
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

const listQuery = pageQuery.extend({
  q: z.string().max(4096).optional(),
  search_engine: z.literal('v3').optional(),
  connection: z.string().optional(),
  primary_order: z.enum(['true', 'false']).optional(),
  sort: z
    .string()
    .regex(/^(user_id|email|name|created_at|updated_at|last_login|logins_count):-?1$/)
    .optional(),
})

function byField(sort: string) {
  const [field = '', direction] = sort.split(':')
  const sign = direction === '-1' ? -1 : 1
  return (left: object, right: object): number => {
    const [a, b] = [String(Reflect.get(left, field) ?? ''), String(Reflect.get(right, field) ?? '')]
    return sign * (a < b ? -1 : Number(a > b))
  }
}

function listUsers(tenant: TenantContext, context: Context): Response {
  const query = readQuery(context, listQuery)
  const perPage = Number(query.per_page ?? 50)
  if (perPage > 100) throw refusal(400, "Query validation error: 'per_page' above 100.")
  if ((Number(query.page ?? 0) + 1) * perPage > searchResultsMax) {
    const message = `You can only page through the first ${searchResultsMax} records.`
    throw refusal(400, message, 'invalid_paging')
  }
  const terms = query.q === undefined ? [] : parseUserQuery(query.q)
  const found = [...tenant.state.users.values()].filter(
    (user) => (query.connection ?? user.connection) === user.connection && isUserMatch(user, terms),
  )
  const items = query.sort === undefined ? found : found.toSorted(byField(query.sort))
  return listAnswer(context, query, { key: 'users', items, show: showUser, hasLength: true })
}

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
  const user = createUser(tenant, {
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
  if (user === 'taken') throw refusal(409, 'The user already exists.', 'auth0_idp_error')
  try {
    checkProfileSize(user)
  } catch (error) {
    tenant.state.users.delete(user.user_id)
    throw error
  }
  auditApiCall(tenant, context, 'Create a User', user.user_id)
  if (body.verify_email ?? !user.email_verified) sendVerificationMail(tenant, user)
  if (tenant.unknown.registrationRunsForApiUsers) runRegistrationActions(tenant, user)
  return context.json(showUser(user), 201)
}

/** `/users`: listing, creating, reading and deleting accounts (changing one is `patch-user.ts`). */
export function users(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.get('/', allow('read:users'), (context) => listUsers(tenant, context))
  app.post('/', allow('create:users'), (context) => postUser(tenant, context))
  app.get('/:id', allow('read:users'), (context) => {
    const query = readQuery(context, pageQuery.pick({ fields: true, include_fields: true }))
    return context.json(pickFields(showUser(findUser(tenant, context.req.param('id'))), query))
  })
  app.delete('/:id', allow('delete:users'), (context) => {
    const user = tenant.state.users.get(context.req.param('id'))
    // Deleting who is not there is a success: the wish is fulfilled.
    if (user === undefined) return context.body(null, 204)
    tenant.state.users.delete(user.user_id)
    tenant.state.userRoles.delete(user.user_id)
    for (const [token, { user_id }] of tenant.state.refreshTokens) {
      if (user_id === user.user_id) tenant.state.refreshTokens.delete(token)
    }
    auditApiCall(tenant, context, 'Delete a User', user.user_id)
    tenant.log.record('sdu', {
      user_id: user.user_id,
      user_name: user.email,
      connection: user.connection,
      details: { deleted_at: isoNow(tenant) },
    })
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
