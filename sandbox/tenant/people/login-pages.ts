import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { notModelled } from '../core/refusal.ts'
import { connectionByName } from '../management/connections.ts'
import { missingUsername } from '../management/identifier-rules.ts'
import type { TenantContext } from '../tenant-context.ts'
import { checkCredentials } from './check-credentials.ts'
import { completeAuthorization } from './complete-authorization.ts'
import { flowOf } from './flow.ts'
import { isSignUpOpen } from './login-connection.ts'
import { endTransaction, waitingLogin, type WaitingLogin } from './login-transactions.ts'
import { formTarget, showPage } from './page.ts'
import { registerPerson } from './register-person.ts'
import { personRequest, readFields } from './read-form.ts'
import { startSession } from './sessions.ts'

type Answer = Response | Promise<Response>
type Shown = { readonly problem: string | null; readonly name: string }

const loginForm = z.strictObject({ username: z.string(), password: z.string() })
const signUpForm = z.strictObject({ email: z.string(), password: z.string() })

/** The page of a login that is over, too old or of another browser. */
export function showOver(context: Context): Answer {
  const body = html`<p class="problem" role="alert">
    This login is over, or it was begun in another browser. Go back to the application and log in again.
  </p>`
  return showPage(context, { status: 400, title: 'Something went wrong', body })
}

function alert(problem: string | null) {
  return problem === null ? '' : html`<p class="problem" role="alert">${problem}</p>`
}

function showLogin(tenant: TenantContext, context: Context, login: WaitingLogin, shown: Shown) {
  const { state, request, client } = login
  const signUpLink = isSignUpOpen(tenant, request.connection)
    ? html`<p>No account yet? <a href="/u/signup?state=${state}">Sign up</a></p>`
    : ''
  const body = html`<p>Log in to continue to ${client.name}.</p>${alert(shown.problem)}
<form method="post" action="/u/login?state=${state}">
<label>Email address or user name
<input name="username" value="${shown.name}" autocomplete="username" autocapitalize="none" required autofocus /></label>
<label>Password
<input name="password" type="password" autocomplete="current-password" required /></label>
<button>Continue</button>
</form>
<p><a href="/u/reset-password/request?state=${state}">Forgot password?</a></p>${signUpLink}`
  return showPage(context, {
    status: shown.problem === null ? 200 : 400,
    title: 'Welcome',
    body,
    formTargets: [formTarget(request.redirect_uri)],
  })
}

function showSignUp(context: Context, login: WaitingLogin, shown: Shown) {
  const { state, request, client } = login
  const body = html`<p>Sign up to continue to ${client.name}.</p>${alert(shown.problem)}
<form method="post" action="/u/signup?state=${state}">
<label>Email address
<input name="email" type="email" value="${shown.name}" autocomplete="email" required autofocus /></label>
<label>Password
<input name="password" type="password" autocomplete="new-password" required /></label>
<button>Continue</button>
</form>
<p>Already have an account? <a href="/u/login?state=${state}">Log in</a></p>`
  return showPage(context, {
    status: shown.problem === null ? 200 : 400,
    title: 'Sign up',
    body,
    formTargets: [formTarget(request.redirect_uri)],
  })
}

function showClosed(context: Context, { state }: WaitingLogin): Answer {
  const body = html`<p class="problem" role="alert">Sign-ups are closed.</p>
<p><a href="/u/login?state=${state}">Log in</a></p>`
  return showPage(context, { status: 403, title: 'Sign up', body })
}

async function postLogin(tenant: TenantContext, context: Context, login: WaitingLogin) {
  const form = loginForm.safeParse(await readFields(context))
  const { username, password } = form.data ?? { username: '', password: '' }
  const { request, client, state } = login
  const attempt = { client, connection: request.connection, username, password }
  const user = checkCredentials(tenant, { ...attempt, request: personRequest(context, {}) })
  if (user === null) {
    return showLogin(tenant, context, login, {
      problem: 'Wrong email or password',
      name: username,
    })
  }
  if (!endTransaction(tenant, login)) return showOver(context)
  const session = startSession(tenant, context, user.user_id)
  const opened = { client, request, session, user, by: 'password', transactionId: state } as const
  return completeAuthorization(tenant, context, opened)
}

async function postSignUp(tenant: TenantContext, context: Context, login: WaitingLogin) {
  const fields = await readFields(context)
  const form = signUpForm.safeParse(fields)
  const { email, password } = form.data ?? { email: '', password: '' }
  const { request, client, state } = login
  const { connection } = request
  const home = connectionByName(tenant, connection)
  if (home !== undefined && missingUsername(home) !== undefined) {
    throw notModelled('the sign-up page of a connection with user names')
  }
  const person = { client_id: client.client_id, connection, email, password }
  const registered = registerPerson(tenant, person, {
    request: personRequest(context, {}),
    flow: flowOf(request),
  })
  if (registered.kind === 'refused') {
    return showSignUp(context, login, { problem: registered.description, name: email })
  }
  if (!endTransaction(tenant, login)) return showOver(context)
  const { user } = registered
  const session = startSession(tenant, context, user.user_id)
  const opened = { client, request, session, user, by: 'password', transactionId: state } as const
  return completeAuthorization(tenant, context, opened)
}

/** `/u/login` and `/u/signup`: the pages on which people prove who they are. They work without scripts. */
export function loginPages(tenant: TenantContext): Hono {
  const within =
    (show: (context: Context, login: WaitingLogin) => Answer) =>
    (context: Context): Answer => {
      const login = waitingLogin(tenant, context)
      return login === null ? showOver(context) : show(context, login)
    }
  const open = ({ request }: WaitingLogin) => isSignUpOpen(tenant, request.connection)
  const shownAtFirst = ({ request }: WaitingLogin) => ({
    problem: null,
    name: request.loginHint ?? '',
  })
  return new Hono()
    .get(
      '/login',
      within((context, login) => showLogin(tenant, context, login, shownAtFirst(login))),
    )
    .post(
      '/login',
      within((context, login) => postLogin(tenant, context, login)),
    )
    .get(
      '/signup',
      within((context, login) =>
        open(login) ? showSignUp(context, login, shownAtFirst(login)) : showClosed(context, login),
      ),
    )
    .post(
      '/signup',
      within((context, login) =>
        open(login) ? postSignUp(tenant, context, login) : showClosed(context, login),
      ),
    )
}
