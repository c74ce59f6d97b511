import { Hono } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { readBody } from '../core/read-request.ts'
import { invalidBody, refusal } from '../core/refusal.ts'
import { issueTicket } from '../people/tickets.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { UserRecord } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { findUser } from './held-roles.ts'
import { userByLogin } from './user-profile.ts'

const common = {
  result_url: z.string().optional(),
  client_id: z.string().optional(),
  ttl_sec: z.int().min(0).optional(),
  includeEmailInRedirect: z.boolean().optional(),
}
const verifyBody = z.strictObject({ ...common, user_id: z.string().min(1) })
const passwordBody = z.strictObject({
  ...common,
  user_id: z.string().min(1).optional(),
  connection_id: z.string().optional(),
  email: z.email().optional(),
  mark_email_as_verified: z.boolean().optional(),
})

const unmodelled = ['organization_id', 'identity']

// Zero means the default, as the real API documents it.
function lifetimeOf(ttl: number | undefined): number | undefined {
  return ttl === 0 ? undefined : ttl
}

function ticketOwner(tenant: TenantContext, body: z.output<typeof passwordBody>): UserRecord {
  if (body.user_id !== undefined) return findUser(tenant, body.user_id)
  const { connection_id, email } = body
  if (connection_id === undefined || email === undefined) {
    throw invalidBody("Missing required property: user_id'")
  }
  const connection = tenant.state.connections.get(connection_id)
  const user = connection && userByLogin(tenant, connection.name, email)
  if (user === undefined) throw refusal(404, 'The user does not exist.', 'inexistent_user')
  return user
}

/** `/tickets`: one-time links for verifying an address and for choosing a password. */
export function tickets(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.post('/email-verification', allow('create:user_tickets'), async (context) => {
    const body = await readBody(context, verifyBody, unmodelled)
    const { user_id } = findUser(tenant, body.user_id)
    const ticket = issueTicket(tenant, {
      kind: 'verify_email',
      user_id,
      result_url: body.result_url ?? null,
      lifetimeSeconds: lifetimeOf(body.ttl_sec),
    })
    auditApiCall(tenant, context, 'Create an email verification ticket', user_id)
    return context.json({ ticket }, 201)
  })
  app.post('/password-change', allow('create:user_tickets'), async (context) => {
    const body = await readBody(context, passwordBody, unmodelled)
    const { user_id } = ticketOwner(tenant, body)
    const ticket = issueTicket(tenant, {
      kind: 'change_password',
      user_id,
      result_url: body.result_url ?? null,
      markEmailAsVerified: body.mark_email_as_verified ?? false,
      lifetimeSeconds: lifetimeOf(body.ttl_sec),
    })
    auditApiCall(tenant, context, 'Create a password change ticket', user_id)
    return context.json({ ticket }, 201)
  })
  return app
}
