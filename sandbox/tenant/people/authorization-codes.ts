import { createHash } from 'node:crypto'
import { dropExpired } from '../core/drop-oldest.ts'
import type { LoginOutcome } from '../runtime/post-login-api.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { AuthorizationCode, AuthorizationRequest, SessionRecord } from './login-state.ts'

/** A code that can be exchanged once. */
export function issueCode(
  tenant: TenantContext,
  login: {
    readonly request: AuthorizationRequest
    readonly session: SessionRecord
    readonly outcome: LoginOutcome
  },
): string {
  const { codes } = tenant.state.logins
  const { request, session, outcome } = login
  dropExpired(codes, tenant.now())
  const code = tenant.ids.word(48)
  codes.set(code, {
    request,
    outcome,
    user_id: session.user_id,
    sid: session.sid,
    authenticatedAtMs: session.authenticatedAtMs,
    expiresAtMs: tenant.now() + tenant.unknown.authorizationCodeLifetimeMs,
  })
  return code
}

/** Takes the code of this application out, whatever comes of it; null when there is none, or no more. */
export function takeCode(
  tenant: TenantContext,
  clientId: string,
  code: string,
): AuthorizationCode | null {
  const { codes } = tenant.state.logins
  const stored = codes.get(code)
  if (stored === undefined || stored.request.client_id !== clientId) return null
  codes.delete(code)
  return stored.expiresAtMs > tenant.now() ? stored : null
}

/** Whether the verifier belongs to the challenge; a verifier without a challenge is refused too. */
export function isVerified(challenge: string | null, verifier: string | null): boolean {
  if (challenge === null || verifier === null) return challenge === verifier
  return createHash('sha256').update(verifier).digest('base64url') === challenge
}
