import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import { connectionByName } from '../management/connections.ts'
import { userByLogin } from '../management/user-profile.ts'
import type { TenantContext } from '../tenant-context.ts'
import { showOver } from './login-pages.ts'
import { waitingLogin } from './login-transactions.ts'
import { showPage } from './page.ts'
import { optionalText, readFields } from './read-form.ts'
import { usableConnection } from './register-person.ts'
import { issueTicket } from './tickets.ts'

type Wish = {
  readonly connection: string
  readonly email: string
  readonly client_id?: string | undefined
}

/** Mails the link on which a new password is chosen; nothing for an address that nobody has. */
export function mailPasswordLink(tenant: TenantContext, wish: Wish): void {
  const { connection: name, email, client_id } = wish
  const connection =
    client_id === undefined
      ? connectionByName(tenant, name)
      : usableConnection(tenant, { client_id, connection: name })
  const user = connection && userByLogin(tenant, name, email)
  if (user?.email === undefined) return
  const { user_id: userId, email: to } = user
  const link = issueTicket(tenant, {
    kind: 'change_password',
    user_id: userId,
    // Whoever opens a mailed link has shown that the address is his.
    markEmailAsVerified: true,
  })
  tenant.mailSink.send({ sentAtMs: tenant.now(), template: 'reset_email', to, userId, link })
  tenant.log.record('scpr', { user_id: userId, user_name: to, connection: name, client_id })
}

function showRequest(context: Context, state: string): Response | Promise<Response> {
  const body = html`<p>We mail you a link on which you choose a new password.</p>
<form method="post" action="/u/reset-password/request?state=${state}">
<label>Email address <input name="email" type="email" autocomplete="email" required autofocus /></label>
<button>Continue</button>
</form>
<p><a href="/u/login?state=${state}">Back to the login</a></p>`
  return showPage(context, { status: 200, title: 'Forgot your password?', body })
}

async function postRequest(tenant: TenantContext, context: Context): Promise<Response> {
  const login = waitingLogin(tenant, context)
  if (login === null) return showOver(context)
  const email = optionalText(await readFields(context), 'email') ?? ''
  const { connection, client_id } = login.request
  mailPasswordLink(tenant, { connection, client_id, email })
  const body = html`<p>If there is an account with this address, a link is on its way.</p>
<p><a href="/u/login?state=${login.state}">Back to the login</a></p>`
  return showPage(context, { status: 200, title: 'Look into your mail', body })
}

/** `/u/reset-password/request`: asking for a new password from the login page. */
export function resetPasswordRequest(tenant: TenantContext): Hono {
  return new Hono()
    .get('/reset-password/request', (context) => {
      const login = waitingLogin(tenant, context)
      return login === null ? showOver(context) : showRequest(context, login.state)
    })
    .post('/reset-password/request', (context) => postRequest(tenant, context))
}
