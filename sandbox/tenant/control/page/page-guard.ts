import type { MiddlewareHandler } from 'hono'

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Nothing but what this tenant serves is loaded, run, framed or kept. */
export const pageHeaders: MiddlewareHandler = async (context, next) => {
  await next()
  const { headers } = context.res
  headers.set('content-security-policy', contentSecurityPolicy)
  headers.set('x-content-type-options', 'nosniff')
  // Not `no-referrer`, under which a browser hides the origin of a form.
  headers.set('referrer-policy', 'same-origin')
  headers.set('cross-origin-opener-policy', 'same-origin')
  headers.set('cache-control', 'no-store')
}

/** A write must come from this page itself: another site cannot forge the Origin of a browser. */
export function sameOriginOnly(origin: string): MiddlewareHandler {
  return async (context, next) => {
    if (context.req.header('origin') === origin) return next()
    return context.text('Only the page of this tenant may do that.', 403)
  }
}
