import type { MiddlewareHandler } from 'hono'
import { errors, type JWTPayload } from 'jose'
import type { TenantContext } from '../tenant-context.ts'
import { createTokenReader, type TokenReader } from './read-token.ts'
import { refusal } from './refusal.ts'

/** What the guard leaves for the route: who called, and with which scopes. */
export type Caller = { readonly clientId: string; readonly scopes: ReadonlySet<string> }
export type TenantEnv = {
  Variables: {
    caller: Caller
    /** Set by the fault `stale-search`: how far behind the search answers this request. */
    staleByMs?: number
  }
}

function toCaller(payload: JWTPayload): Caller {
  const scope = typeof payload['scope'] === 'string' ? payload['scope'] : ''
  return { clientId: String(payload['azp']), scopes: new Set(scope.split(' ')) }
}

async function readCaller(
  tenant: TenantContext,
  readToken: TokenReader,
  authorization: string | undefined,
): Promise<Caller> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw refusal(401, 'Missing authentication')
  try {
    return toCaller(await readToken(token))
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw refusal(401, 'Expired token received for JSON Web Token validation', 'invalid_token')
    }
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
      throw refusal(401, `Bad audience: expected ${tenant.managementAudience}`, 'invalid_token')
    }
    throw refusal(401, 'Invalid token', 'invalid_token')
  }
}

/** Lets a request through whose token was issued here, for the Management API, with any one of `scopes`. */
export type Allow = (...scopes: readonly string[]) => MiddlewareHandler<TenantEnv>

/** The guard of one tenant; an endpoint names every scope that suffices. */
export function createAllow(tenant: TenantContext): Allow {
  const readToken = createTokenReader(tenant, tenant.managementAudience)
  return (...scopes) =>
    async (context, next) => {
      const caller = await readCaller(tenant, readToken, context.req.header('authorization'))
      if (!scopes.some((scope) => caller.scopes.has(scope))) {
        const expected = scopes.join(',')
        throw refusal(403, `Insufficient scope, expected any of: ${expected}`, 'insufficient_scope')
      }
      context.set('caller', caller)
      await next()
    }
}
