import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord } from '../tenant-state.ts'
import { allowedLogoutUrls, isReturnAllowed } from './logout-target.ts'
import { showPage } from './page.ts'
import { endSession } from './sessions.ts'

/** Refuses a logout: the session stays, the person sees why. */
export function refuseLogout(
  tenant: TenantContext,
  context: Context,
  description: string,
): Response | Promise<Response> {
  tenant.log.record('flo', { description, client_id: context.req.query('client_id') })
  const body = html`<p class="problem" role="alert">invalid_request: ${description}</p>`
  return showPage(context, { status: 400, title: 'Something went wrong', body })
}

/** Ends the session for every application of the tenant, and goes to `target` or says that it is done. */
export function completeLogout(
  tenant: TenantContext,
  context: Context,
  { client, target }: { readonly client: ClientRecord | null; readonly target: string | null },
): Response | Promise<Response> {
  const ended = endSession(tenant, context)
  const user = ended?.user
  tenant.log.record('slo', {
    user_id: user?.user_id,
    user_name: user?.email,
    connection: user?.connection,
    client_id: client?.client_id,
    client_name: client?.name,
  })
  context.header('cache-control', 'no-store')
  if (target !== null) return context.redirect(target)
  return showPage(context, { status: 200, title: 'You are logged out', body: '' })
}

/** `/v2/logout` (DOC:api/authentication/logout/auth-0-logout). No connection here has a provider to log out from. */
export function logoutEndpoint(tenant: TenantContext): Hono {
  return new Hono().get('/', (context) => {
    const { client_id, returnTo } = context.req.query()
    const client = client_id === undefined ? null : (tenant.state.clients.get(client_id) ?? 'none')
    if (client === 'none') return refuseLogout(tenant, context, `Unknown client: ${client_id}`)
    const allowed = allowedLogoutUrls(tenant, client)
    if (returnTo === undefined || returnTo === '') {
      const target = client === null ? null : (allowed[0] ?? null)
      return completeLogout(tenant, context, { client, target })
    }
    if (!isReturnAllowed(allowed, returnTo)) {
      const description = `The "returnTo" querystring parameter "${returnTo}" is not defined as a valid URL in "Allowed Logout URLs"`
      return refuseLogout(tenant, context, description)
    }
    return completeLogout(tenant, context, { client, target: returnTo })
  })
}
