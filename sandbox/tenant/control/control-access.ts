import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { TenantContext } from '../tenant-context.ts'

const cookieName = 'podlink-sandbox'

function isSame(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}

function givenKey(context: Context): string {
  const bearer = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1]
  return bearer ?? getCookie(context, cookieName, 'host') ?? ''
}

function enter(context: Context): Response {
  setCookie(context, cookieName, context.req.query('key') ?? '', {
    prefix: 'host',
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'Strict',
  })
  return context.redirect('/__sandbox/')
}

/**
 * Lets the owner of the tenant through to `/__sandbox/`: whoever sends the control key as a bearer token, or holds the
 * cookie that `/__sandbox/enter?key=…` sets. A request under another host name is refused, whatever it carries.
 */
export function controlAccess(tenant: TenantContext): MiddlewareHandler {
  return async (context, next) => {
    if (new URL(context.req.url).host !== tenant.domain) {
      return context.text(`This is https://${tenant.domain}/ and answers under no other name.`, 403)
    }
    const isEntering = context.req.path === '/__sandbox/enter'
    const key = isEntering ? (context.req.query('key') ?? '') : givenKey(context)
    if (!isSame(key, tenant.controlKey)) {
      return context.text('Open the address that `podlink sandbox status` prints.', 401)
    }
    return isEntering ? enter(context) : next()
  }
}
