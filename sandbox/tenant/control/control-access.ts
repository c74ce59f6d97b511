import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { readQuery } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'

export const controlPath = '/__sandbox'
const cookieName = '__Host-podlink-sandbox'
const wrongKey =
  'The control key is missing or wrong. Open the address that `podlink sandbox status` prints.'
const enterQuery = z.strictObject({ key: z.string() })

/** Where people look at the tenant, with the key that lets them in. */
export function enterUrl(domain: string, controlKey: string): string {
  return `https://${domain}${controlPath}/enter?key=${controlKey}`
}

/** Takes the same time wherever the two differ. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** A page of another name that resolves to this machine gets nothing, whatever it sends (DNS rebinding). */
function requireOwnHost(tenant: TenantContext, context: Context): void {
  const host = context.req.header('host') ?? new URL(context.req.url).host
  if (host === tenant.domain) return
  throw refusal(403, `The sandbox is controlled at https://${tenant.domain} alone`, 'wrong_host')
}

/** Browsers send the cookie from pages of other ports of this machine too; only the tenant's own may change anything. */
function isOwnPage(tenant: TenantContext, context: Context): boolean {
  if (['GET', 'HEAD'].includes(context.req.method)) return true
  return context.req.header('origin') === `https://${tenant.domain}`
}

/**
 * Lets a request through that names the tenant as its host and shows the control key: as `Authorization: Bearer <key>`
 * or as the cookie that `enterControl` sets.
 */
export function controlAccess(tenant: TenantContext): MiddlewareHandler {
  return async (context, next) => {
    requireOwnHost(tenant, context)
    context.header('cache-control', 'no-store')
    const bearer = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1]
    if (bearer !== undefined && isSame(bearer, tenant.controlKey)) return next()
    const cookie = getCookie(context, cookieName)
    const hasCookie = cookie !== undefined && isSame(cookie, tenant.controlKey)
    if (hasCookie && isOwnPage(tenant, context)) return next()
    throw refusal(401, wrongKey, 'invalid_control_key')
  }
}

/** `GET /__sandbox/enter?key=…`: keeps the key in a cookie no script can read, and goes on to the page without it. */
export function enterControl(tenant: TenantContext): MiddlewareHandler {
  return async (context) => {
    requireOwnHost(tenant, context)
    const { key } = readQuery(context, enterQuery)
    if (!isSame(key, tenant.controlKey)) {
      throw refusal(401, wrongKey, 'invalid_control_key')
    }
    setCookie(context, cookieName, key, {
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'Strict',
    })
    context.header('cache-control', 'no-store')
    context.header('referrer-policy', 'no-referrer')
    return context.redirect(`${controlPath}/`)
  }
}
