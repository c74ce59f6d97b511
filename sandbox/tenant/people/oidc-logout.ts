import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import { compactVerify, decodeJwt } from 'jose'
import { dropExpired, dropOldest } from '../core/drop-oldest.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord } from '../tenant-state.ts'
import { completeLogout, refuseLogout } from './logout.ts'
import { allowedLogoutUrls } from './logout-target.ts'
import { formTarget, showPage } from './page.ts'
import { browserIdOf, findSession } from './sessions.ts'

const confirmationMs = 3_600_000

type Hint = { readonly clientId: string; readonly sid: string }
type Wish = {
  readonly client: ClientRecord | null
  /** The session that is meant; null when no hint names one. */
  readonly sid: string | null
  readonly target: string | null
}

/** An ID token of this tenant, expired or not; null for anything else. */
async function readHint(tenant: TenantContext, token: string): Promise<Hint | null> {
  const key = await tenant.signingKey()
  try {
    await compactVerify(token, key.publicKey, { algorithms: ['RS256'] })
  } catch {
    return null
  }
  const { iss, aud, sid } = decodeJwt(token)
  if (iss !== tenant.issuer || typeof aud !== 'string' || typeof sid !== 'string') return null
  return { clientId: aud, sid }
}

function readTarget(
  tenant: TenantContext,
  client: ClientRecord | null,
  query: Readonly<Record<string, string>>,
): { readonly isAllowed: boolean; readonly target: string | null } {
  const { post_logout_redirect_uri: address, state } = query
  if (address === undefined || address === '') return { isAllowed: true, target: null }
  const isAllowed = allowedLogoutUrls(tenant, client).includes(address)
  if (state === undefined) return { isAllowed, target: address }
  const separator = address.includes('?') ? '&' : '?'
  const added = new URLSearchParams({ state }).toString()
  return { isAllowed, target: `${address}${separator}${added}` }
}

/** What is asked, or what is wrong with it: everything that is named must agree. */
async function readWish(tenant: TenantContext, context: Context): Promise<Wish | string> {
  const query = context.req.query()
  const { id_token_hint, logout_hint, client_id } = query
  const hint = id_token_hint === undefined ? null : await readHint(tenant, id_token_hint)
  if (id_token_hint !== undefined && hint === null) return 'Invalid id_token_hint'
  if (hint !== null && client_id !== undefined && client_id !== hint.clientId) {
    return 'client_id does not match id_token_hint'
  }
  if (hint !== null && logout_hint !== undefined && logout_hint !== hint.sid) {
    return 'logout_hint does not match id_token_hint'
  }
  const clientId = hint?.clientId ?? client_id
  const client = clientId === undefined ? null : (tenant.state.clients.get(clientId) ?? 'none')
  if (client === 'none') return `Unknown client: ${clientId}`
  const { isAllowed, target } = readTarget(tenant, client, query)
  if (!isAllowed) {
    return 'The "post_logout_redirect_uri" parameter is not defined as a valid URL in "Allowed Logout URLs"'
  }
  return { client, sid: hint?.sid ?? logout_hint ?? null, target }
}

function askPerson(tenant: TenantContext, context: Context, wish: Wish) {
  const { logouts } = tenant.state.logins
  dropExpired(logouts, tenant.now())
  const state = tenant.ids.word(32)
  const browserId = browserIdOf(tenant, context)
  const { target } = wish
  const client_id = wish.client?.client_id ?? null
  logouts.set(state, { browserId, client_id, target, expiresAtMs: tenant.now() + confirmationMs })
  dropOldest(logouts)
  const body = html`<p>Do you want to log out?</p>
<form method="post" action="/oidc/logout/confirm?state=${state}"><button>Log out</button></form>`
  const formTargets = target === null ? [] : [formTarget(target)]
  return showPage(context, { status: 200, title: 'Log out', body, formTargets })
}

/**
 * `/oidc/logout`: asks the person when nothing shows that he wants it himself, that is, when no hint names the
 * session of this very browser (DOC:authenticate/login/logout/log-users-out-of-auth0).
 */
export function oidcLogoutEndpoint(tenant: TenantContext): Hono {
  return new Hono()
    .get('/', async (context) => {
      const wish = await readWish(tenant, context)
      if (typeof wish === 'string') return refuseLogout(tenant, context, wish)
      const found = findSession(tenant, context)
      const isMeant = found === null || found.session.sid === wish.sid
      return isMeant ? completeLogout(tenant, context, wish) : askPerson(tenant, context, wish)
    })
    .post('/confirm', (context) => {
      const { logouts } = tenant.state.logins
      const state = context.req.query('state') ?? ''
      const waiting = logouts.get(state)
      logouts.delete(state)
      const isOver = waiting === undefined || waiting.expiresAtMs <= tenant.now()
      if (isOver || waiting.browserId !== browserIdOf(tenant, context)) {
        return refuseLogout(tenant, context, 'This logout is over, or another browser began it.')
      }
      const client = tenant.state.clients.get(waiting.client_id ?? '') ?? null
      return completeLogout(tenant, context, { client, target: waiting.target })
    })
}
