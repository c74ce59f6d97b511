import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { notModelled } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import { personRequest, readFields } from './read-form.ts'
import { registerPerson } from './register-person.ts'
import { mailPasswordLink } from './reset-password.ts'

const changeBody = z.strictObject({
  // Needed only where the password-reset-post-challenge trigger is bound, which is not modelled.
  client_id: z.string().optional(),
  connection: z.string(),
  email: z.email(),
})

async function signUp(tenant: TenantContext, context: Context): Promise<Response> {
  const fields = await readFields(context)
  if ('phone_number' in fields) throw notModelled('sign-up with a telephone number')
  const registered = registerPerson(tenant, fields, {
    request: personRequest(context, fields),
    flow: null,
  })
  if (registered.kind === 'refused') {
    const { code, description } = registered
    return context.json({ name: 'BadRequestError', code, description, statusCode: 400 }, 400)
  }
  const { user_id, email, email_verified, username, user_metadata } = registered.user
  const { given_name, family_name, name, nickname, picture } = registered.user
  const profile = { given_name, family_name, name, nickname, picture }
  const _id = user_id.slice('auth0|'.length)
  return context.json({ _id, email, email_verified, username, user_metadata, ...profile })
}

/** Says the same whether the address is known or not. */
async function requestPasswordChange(tenant: TenantContext, context: Context): Promise<Response> {
  const fields = await readFields(context)
  if ('organization' in fields) throw notModelled('organizations')
  const parsed = changeBody.safeParse(fields)
  if (!parsed.success) {
    return context.json({ error: 'email and connection expected' }, 400)
  }
  mailPasswordLink(tenant, parsed.data)
  return context.text("We've just sent you an email to reset your password.")
}

/** `/dbconnections`: signing up and asking for a new password. */
export function databaseConnections(tenant: TenantContext): Hono {
  return new Hono()
    .post('/signup', (context) => signUp(tenant, context))
    .post('/change_password', (context) => requestPasswordChange(tenant, context))
}
