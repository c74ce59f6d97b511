import type { MiddlewareHandler } from 'hono'
import { errors, jwtVerify } from 'jose'
import type { TenantContext } from '../tenant-context.ts'
import type { Fault } from './faults.ts'
import { refusal } from './refusal.ts'

/** What the guard leaves for the route: who called, and with which scopes. */
export type Caller = { readonly clientId: string; readonly scopes: ReadonlySet<string> }
export type TenantEnv = {
  Variables: {
    caller: Caller
    /** Set for a search that is to be answered from a stale index. */
    staleSearch?: Fault
  }
}

async function readCaller(
  tenant: TenantContext,
  authorization: string | undefined,
): Promise<Caller> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw refusal(401, 'Missing authentication')
  const key = await tenant.signingKey()
  try {
    const { payload } = await jwtVerify(token, key.publicKey, {
      issuer: tenant.issuer,
      audience: tenant.managementAudience,
      algorithms: ['RS256'],
      currentDate: new Date(tenant.now()),
    })
    const scope = typeof payload['scope'] === 'string' ? payload['scope'] : ''
    return { clientId: String(payload['azp']), scopes: new Set(scope.split(' ')) }
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
  return (...scopes) =>
    async (context, next) => {
      const caller = await readCaller(tenant, context.req.header('authorization'))
      if (!scopes.some((scope) => caller.scopes.has(scope))) {
        const expected = scopes.join(',')
        throw refusal(403, `Insufficient scope, expected any of: ${expected}`, 'insufficient_scope')
      }
      context.set('caller', caller)
      await next()
    }
}
