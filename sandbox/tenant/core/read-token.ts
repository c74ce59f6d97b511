import { errors, jwtVerify, type JWTPayload } from 'jose'
import type { TenantContext } from '../tenant-context.ts'

/** The claims of a token; rejects with jose's error for one that was not issued here, for others, or is too old. */
export type TokenReader = (token: string) => Promise<JWTPayload>

function isOver({ exp }: JWTPayload, nowMs: number): boolean {
  // The second of `exp` itself is too late, as jose has it.
  return exp !== undefined && exp <= Math.floor(nowMs / 1000)
}

/**
 * A reader for tokens of one audience. The signature of a token is checked once, since the same one comes with every
 * call of a client; its age is checked each time, on the tenant's clock.
 */
export function createTokenReader(
  tenant: Pick<TenantContext, 'issuer' | 'now' | 'signingKey'>,
  audience: string,
  keptTokensMax = 1000,
): TokenReader {
  const known = new Map<string, JWTPayload>()
  return async (token) => {
    const kept = known.get(token)
    if (kept !== undefined && !isOver(kept, tenant.now())) return kept
    known.delete(token)
    if (kept !== undefined) throw new errors.JWTExpired('"exp" claim timestamp check failed', kept)
    const key = await tenant.signingKey()
    const { payload } = await jwtVerify(token, key.publicKey, {
      issuer: tenant.issuer,
      audience,
      algorithms: ['RS256'],
      currentDate: new Date(tenant.now()),
    })
    const [oldest] = known.keys()
    if (known.size >= keptTokensMax && oldest !== undefined) known.delete(oldest)
    known.set(token, payload)
    return payload
  }
}
