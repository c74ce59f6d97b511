import { requestFacts } from './login-facts.ts'
import { z } from 'zod'
import { createUser } from '../management/create-user.ts'
import { connectionByName } from '../management/connections.ts'
import { missingUsername, usernameProblem } from '../management/identifier-rules.ts'
import { toJsonObject } from '../management/json-object.ts'
import type { BrowserFlow, PersonRequest } from '../runtime/action-event.ts'
import { runRegistrationActions } from '../runtime/run-registration.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ConnectionRecord, UserRecord } from '../tenant-state.ts'
import { hashPassword, isStrongEnough } from './passwords.ts'
import { sendVerificationMail } from './tickets.ts'

const text = z.string().min(1).max(300).optional()

/** What a sign-up may say (DOC:api/authentication/signup/create-a-new-user). */
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
  user_metadata: z
    .record(z.string().max(100), z.string().max(500))
    .refine((metadata) => Object.keys(metadata).length <= 10)
    .optional(),
})
type SignUp = z.output<typeof signUpBody>

export type Registered =
  | { readonly kind: 'registered'; readonly user: UserRecord }
  | { readonly kind: 'refused'; readonly code: string; readonly description: string }

/** The connection, when it exists and the application may use it. */
export function usableConnection(
  tenant: TenantContext,
  { client_id, connection: name }: { client_id: string; connection: string },
): ConnectionRecord | null {
  const connection = connectionByName(tenant, name)
  return connection?.enabled_clients.includes(client_id) === true ? connection : null
}

function refusal(code: string, description: string): Registered {
  return { kind: 'refused', code, description }
}

function refusalOf(connection: ConnectionRecord, body: SignUp): Registered | null {
  if (connection.options['disable_signup'] === true) {
    return refusal('signup_disabled', 'public signup is disabled')
  }
  const { username } = body
  const problem =
    username === undefined
      ? missingUsername(connection)
      : usernameProblem(connection, username)?.message
  if (problem !== undefined) return refusal('invalid_request', problem)
  if (!isStrongEnough(connection, body.password)) {
    return refusal('invalid_password', 'Password is too weak')
  }
  return null
}

function register(tenant: TenantContext, connection: ConnectionRecord, body: SignUp) {
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

function tryRegister(tenant: TenantContext, fields: unknown): Registered {
  const parsed = signUpBody.safeParse(fields)
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.') ?? ''
    return refusal('invalid_request', `Invalid field ${at}`)
  }
  const connection = usableConnection(tenant, parsed.data)
  if (connection === null) return refusal('invalid_connection', 'The connection is not enabled')
  const refused = refusalOf(connection, parsed.data)
  if (refused !== null) return refused
  const user = register(tenant, connection, parsed.data)
  // The real API does not tell a stranger that the address is known.
  if (user === 'taken') return refusal('invalid_signup', 'Invalid sign up')
  return { kind: 'registered', user }
}

function logText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Opens an account of somebody's own: mails the verification link and starts the registration Actions. */
export function registerPerson(
  tenant: TenantContext,
  fields: Readonly<Record<string, unknown>>,
  { request, flow }: { readonly request: PersonRequest; readonly flow: BrowserFlow | null },
): Registered {
  const registered = tryRegister(tenant, fields)
  const facts = {
    user_name: logText(fields['email']),
    connection: logText(fields['connection']),
    client_id: logText(fields['client_id']),
    ...requestFacts(request),
  }
  if (registered.kind === 'refused') {
    tenant.log.record('fs', { ...facts, description: registered.description })
    return registered
  }
  const { user } = registered
  tenant.log.record('ss', { ...facts, user_id: user.user_id })
  sendVerificationMail(tenant, user)
  runRegistrationActions(tenant, user, request, flow)
  return registered
}
