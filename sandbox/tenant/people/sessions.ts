import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { notModelled } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { UserRecord } from '../tenant-state.ts'
import type { SessionRecord } from './login-state.ts'
import { sessionLifetime } from './session-lifetime.ts'

// The names are Auth0's own (DOC:manage-users/cookies/authentication-api-cookies).
const sessionCookie = 'auth0'
const browserCookie = 'did'
const shared = { path: '/', httpOnly: true, secure: true } as const

export type FoundSession = { readonly session: SessionRecord; readonly user: UserRecord }

function checkCookieMode(tenant: TenantContext): void {
  const mode = tenant.state.settings.get('tenant')?.['session_cookie']
  if (typeof mode === 'object' && mode !== null && Reflect.get(mode, 'mode') === 'non-persistent') {
    throw notModelled('non-persistent sessions')
  }
}

function hasEnded(tenant: TenantContext, session: SessionRecord): boolean {
  const nowMs = tenant.now()
  // Shorter settings count at once, longer ones from the next login on.
  const current = sessionLifetime(tenant)
  const lifetimeMs = Math.min(session.lifetimeMs, current.lifetimeMs)
  const idleLifetimeMs = Math.min(session.idleLifetimeMs, current.idleLifetimeMs)
  return (
    session.authenticatedAtMs + lifetimeMs <= nowMs ||
    session.lastSeenAtMs + idleLifetimeMs <= nowMs
  )
}

/** The browser's session, seen now; null when there is none any more. */
export function findSession(tenant: TenantContext, context: Context): FoundSession | null {
  const key = getCookie(context, sessionCookie) ?? ''
  const session = tenant.state.logins.sessions.get(key)
  if (session === undefined) return null
  const user = tenant.state.users.get(session.user_id)
  if (user === undefined || hasEnded(tenant, session)) {
    tenant.state.logins.sessions.delete(key)
    return null
  }
  const seen = { ...session, lastSeenAtMs: tenant.now() }
  tenant.state.logins.sessions.set(key, seen)
  return { session: seen, user }
}

/** Opens a new session after a login by password, in place of the one the browser had. */
export function startSession(
  tenant: TenantContext,
  context: Context,
  userId: string,
): SessionRecord {
  checkCookieMode(tenant)
  tenant.state.logins.sessions.delete(getCookie(context, sessionCookie) ?? '')
  const key = tenant.ids.word(64)
  const session = {
    sid: tenant.ids.word(32),
    user_id: userId,
    authenticatedAtMs: tenant.now(),
    lastSeenAtMs: tenant.now(),
    ...sessionLifetime(tenant),
  }
  tenant.state.logins.sessions.set(key, session)
  // As Auth0 sets it, so that silent logins work in a frame of another site.
  const maxAge = Math.floor(session.lifetimeMs / 1000)
  setCookie(context, sessionCookie, key, { ...shared, sameSite: 'None', maxAge })
  return session
}

/** Ends the browser's session and returns it, or null when there was none. */
export function endSession(tenant: TenantContext, context: Context): FoundSession | null {
  const found = findSession(tenant, context)
  tenant.state.logins.sessions.delete(getCookie(context, sessionCookie) ?? '')
  deleteCookie(context, sessionCookie, { ...shared, sameSite: 'None' })
  return found
}

/** Ends a session that has just been opened. */
export function dropSession(tenant: TenantContext, { sid, user_id }: SessionRecord): void {
  const { sessions } = tenant.state.logins
  for (const [key, session] of sessions.of(user_id)) if (session.sid === sid) sessions.delete(key)
}

/** What tells this browser from others, so that a login page works in the browser that asked for it alone. */
export function browserIdOf(tenant: TenantContext, context: Context): string {
  const known = getCookie(context, browserCookie)
  if (known !== undefined && /^[A-Za-z0-9]{32}$/.test(known)) return known
  const fresh = tenant.ids.word(32)
  setCookie(context, browserCookie, fresh, { ...shared, sameSite: 'None' })
  return fresh
}
