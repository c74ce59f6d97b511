import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { createUser } from '../management/create-user.ts'
import { connectionByName } from '../management/connections.ts'
import { toJsonObject } from '../management/json-object.ts'
import { userByLogin } from '../management/user-profile.ts'
import { runRegistrationActions } from '../runtime/run-registration.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ConnectionRecord, UserRecord } from '../tenant-state.ts'
import { hashPassword, isStrongEnough } from './passwords.ts'
import { personRequest, readFields } from './read-form.ts'
import { issueTicket, sendVerificationMail } from './tickets.ts'

const text = z.string().min(1).max(300).optional()
const signUpBody = z.strictObject({
  client_id: z.string(),
  connection: z.string(),
  email: z.email(),
  password: z.string().min(1),
  username: text,
  given_name: text,
  family_name: text,
  name: text,
  nickname: text,
  picture: text,
  user_metadata: z.record(z.string(), z.string().max(500)).optional(),
})
type SignUp = z.output<typeof signUpBody>

const changeBody = z.strictObject({
  client_id: z.string(),
  connection: z.string(),
  email: z.email(),
})

type Refusal = { readonly code: string; readonly description: string }

/** The connection, when it exists and the application may use it. */
function usableConnection(
  tenant: TenantContext,
  { client_id, connection: name }: { client_id: string; connection: string },
): ConnectionRecord | null {
  const connection = connectionByName(tenant, name)
  return connection?.enabled_clients.includes(client_id) === true ? connection : null
}

function refusalOf(connection: ConnectionRecord | null, body: SignUp): Refusal | null {
  if (connection === null) {
    return { code: 'invalid_connection', description: 'The connection is not enabled' }
  }
  if (connection.options['disable_signup'] === true) {
    return { code: 'signup_disabled', description: 'public signup is disabled' }
  }
  if (!isStrongEnough(connection, body.password)) {
    return { code: 'invalid_password', description: 'Password is too weak' }
  }
  return null
}

function register(
  tenant: TenantContext,
  connection: ConnectionRecord,
  body: SignUp,
): UserRecord | 'taken' {
  const { given_name, family_name, name, nickname, picture } = body
  return createUser(tenant, {
    connection,
    email: body.email,
    username: body.username,
    email_verified: false,
    passwordHash: hashPassword(tenant, body.password),
    user_metadata: body.user_metadata && toJsonObject(body.user_metadata),
    profile: { given_name, family_name, name, nickname, picture },
  })
}

function answerRefusal(context: Context, { code, description }: Refusal): Response {
  return context.json({ name: 'BadRequestError', code, description, statusCode: 400 }, 400)
}

async function signUp(tenant: TenantContext, context: Context): Promise<Response> {
  const fields = await readFields(context)
  const parsed = signUpBody.safeParse(fields)
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.') ?? ''
    return answerRefusal(context, { code: 'invalid_request', description: `Invalid field ${at}` })
  }
  const body = parsed.data
  const connection = usableConnection(tenant, body)
  const refusal = refusalOf(connection, body)
  const user = connection === null || refusal !== null ? null : register(tenant, connection, body)
  const request = personRequest(context, fields)
  const { email: user_name, connection: name, client_id } = body
  const from = { ip: request.ip, user_agent: request.userAgent }
  const facts = { user_name, connection: name, client_id, ...from }
  if (user === null || user === 'taken') {
    tenant.log.record('fs', facts)
    // The real API does not tell a stranger that the address is known.
    const taken = { code: 'invalid_signup', description: 'Invalid sign up' }
    return answerRefusal(context, refusal ?? taken)
  }
  tenant.log.record('ss', { ...facts, user_id: user.user_id })
  sendVerificationMail(tenant, user)
  runRegistrationActions(tenant, user, request)
  const { email, email_verified, user_metadata, username, user_id } = user
  const _id = user_id.slice('auth0|'.length)
  return context.json({ _id, email, email_verified, username, user_metadata })
}

/** Says the same whether the address is known or not. */
async function requestPasswordChange(tenant: TenantContext, context: Context): Promise<Response> {
  const parsed = changeBody.safeParse(await readFields(context))
  if (!parsed.success)
    return context.json({ error: 'email, connection and client_id expected' }, 400)
  const { email, connection, client_id } = parsed.data
  const user = usableConnection(tenant, parsed.data) && userByLogin(tenant, connection, email)
  if (user?.email !== undefined) {
    const link = issueTicket(tenant, {
      kind: 'change_password',
      user_id: user.user_id,
      // Whoever opens a mailed link has shown that the address is his.
      markEmailAsVerified: true,
    })
    const { user_id: userId, email: to } = user
    tenant.mailSink.send({ sentAtMs: tenant.now(), template: 'reset_email', to, userId, link })
    tenant.log.record('scpr', { user_id: userId, user_name: to, connection, client_id })
  }
  return context.text("We've just sent you an email to reset your password.")
}

/** `/dbconnections`: signing up and asking for a new password. */
export function databaseConnections(tenant: TenantContext): Hono {
  return new Hono()
    .post('/signup', (context) => signUp(tenant, context))
    .post('/change_password', (context) => requestPasswordChange(tenant, context))
}
