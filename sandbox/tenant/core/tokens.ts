import { SignJWT, type JWTPayload } from 'jose'
import type { TenantContext } from '../tenant-context.ts'

type TokenFacts = {
  readonly subject: string
  readonly audience: string | readonly string[]
  readonly lifetimeSeconds: number
  readonly claims: JWTPayload
}

/** Signs a token with the tenant's key on the tenant's clock. */
export async function signToken(tenant: TenantContext, facts: TokenFacts): Promise<string> {
  const key = await tenant.signingKey()
  const issuedAt = Math.floor(tenant.now() / 1000)
  const audience = typeof facts.audience === 'string' ? facts.audience : [...facts.audience]
  return new SignJWT(facts.claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
    .setIssuer(tenant.issuer)
    .setSubject(facts.subject)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + facts.lifetimeSeconds)
    .sign(key.privateKey)
}
