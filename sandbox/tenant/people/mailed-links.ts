import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import { connectionByName } from '../management/connections.ts'
import { isoNow, type TenantContext } from '../tenant-context.ts'
import { formTarget, showPage, type Page } from './page.ts'
import { hashPassword, isStrongEnough } from './passwords.ts'
import { optionalText, readFields } from './read-form.ts'
import { peekTicket } from './tickets.ts'

function page(
  context: Context,
  status: 200 | 400,
  title: string,
  rest: Partial<Page> = {},
): Response | Promise<Response> {
  return showPage(context, { status, title, body: '', ...rest })
}

function verifyAddress(tenant: TenantContext, context: Context): Response | Promise<Response> {
  const id = context.req.query('ticket') ?? ''
  const found = peekTicket(tenant, 'verify_email', id)
  if (found === null) {
    tenant.log.record('fv', {})
    return page(context, 400, 'This link is not valid any more')
  }
  const { user, ticket } = found
  tenant.state.tickets.delete(id)
  const verified = { ...user, email_verified: true, updated_at: isoNow(tenant) }
  tenant.state.users.set(user.user_id, verified)
  const { user_id, email: user_name, connection } = user
  tenant.log.record('sv', { user_id, user_name, connection })
  if (ticket.result_url !== null) return context.redirect(ticket.result_url)
  return page(context, 200, 'Your email was verified')
}

async function resetPassword(tenant: TenantContext, context: Context): Promise<Response> {
  const fields = await readFields(context)
  const id = context.req.query('ticket') ?? ''
  const found = peekTicket(tenant, 'change_password', id)
  if (found === null) return page(context, 400, 'This link is not valid any more')
  const { user, ticket } = found
  const password = optionalText(fields, 'password') ?? ''
  const connection = connectionByName(tenant, user.connection)
  if (connection === undefined || !isStrongEnough(connection, password)) {
    return page(context, 400, 'Password is too weak')
  }
  tenant.state.tickets.delete(id)
  tenant.state.users.set(user.user_id, {
    ...user,
    email_verified: user.email_verified || ticket.markEmailAsVerified,
    passwordHash: hashPassword(tenant, password),
    last_password_reset: isoNow(tenant),
    updated_at: isoNow(tenant),
  })
  const { user_id, email: user_name } = user
  tenant.log.record('scp', { user_id, user_name, connection: user.connection })
  if (ticket.result_url !== null) return context.redirect(ticket.result_url)
  return page(context, 200, 'Your password was changed')
}

/** `/u`: where the links of mails and tickets lead. */
export function mailedLinks(tenant: TenantContext): Hono {
  const form = html`<form method="post">
    <label>New password <input type="password" name="password" autocomplete="new-password" /></label>
    <button>Change</button>
  </form>`
  return new Hono()
    .get('/email-verification', (context) => verifyAddress(tenant, context))
    .get('/reset-password', (context) => {
      const found = peekTicket(tenant, 'change_password', context.req.query('ticket') ?? '')
      if (found === null) return page(context, 400, 'This link is not valid any more')
      const { result_url } = found.ticket
      const formTargets = result_url === null ? [] : [formTarget(result_url)]
      return page(context, 200, 'Choose a new password', { body: form, formTargets })
    })
    .post('/reset-password', (context) => resetPassword(tenant, context))
}
