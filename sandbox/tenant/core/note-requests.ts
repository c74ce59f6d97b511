import type { MiddlewareHandler } from 'hono'
import { decodeJwt } from 'jose'
import type { Caller } from './access.ts'
import { isConnectionReset } from './connection-reset.ts'
import type { FaultKind } from './faults.ts'
import { readablePath } from './readable-path.ts'
import type { RequestLog } from './request-log.ts'

/** What others leave in the context for the request log. */
type NotedEnv = { Variables: { caller?: Caller; fault?: FaultKind } }

/** The application a token was issued to, whether the token is good or not. */
function clientIdIn(authorization: string | undefined): string | null {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) return null
  try {
    const { azp } = decodeJwt(token)
    return typeof azp === 'string' ? azp : null
  } catch {
    return null
  }
}

/** Notes each request once it is answered. */
export function noteRequests(tenant: {
  readonly now: () => number
  readonly requestLog: RequestLog
}): MiddlewareHandler<NotedEnv> {
  return async (context, next) => {
    await next()
    const { req } = context
    tenant.requestLog.add({
      atMs: tenant.now(),
      method: req.method,
      path: readablePath(req.path),
      queryNames: Object.keys(req.query()),
      status: isConnectionReset(context.res) ? 0 : context.res.status,
      fault: context.get('fault') ?? null,
      // Who was let in is known; a token that was refused is read once more.
      clientId: context.get('caller')?.clientId ?? clientIdIn(req.header('authorization')),
      userAgent: req.header('user-agent') ?? null,
    })
  }
}
