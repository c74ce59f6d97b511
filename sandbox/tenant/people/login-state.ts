import { createOwnedRecords, type OwnedRecords } from '../core/owned-records.ts'
import type { LoginOutcome } from '../runtime/post-login-api.ts'

/** A checked request of an application to have somebody logged in. */
export type AuthorizationRequest = {
  readonly client_id: string
  readonly redirect_uri: string
  readonly response_mode: 'query' | 'form_post'
  readonly scope: readonly string[]
  readonly audience: string | null
  /** Name of the database connection that people log in to. */
  readonly connection: string
  readonly state: string | null
  readonly nonce: string | null
  /** SHA-256 of the verifier in base64url; null when the application keeps a secret and sent none. */
  readonly codeChallenge: string | null
  readonly prompt: 'none' | 'login' | null
  readonly maxAgeSeconds: number | null
  readonly loginHint: string | null
  readonly uiLocales: readonly string[]
  readonly screen: 'login' | 'signup'
  /** The query string as Actions see it. */
  readonly query: Readonly<Record<string, string>>
}

/** A login that waits for somebody to fill in a page; good for the browser that began it alone. */
export type LoginTransaction = {
  readonly request: AuthorizationRequest
  readonly browserId: string
  readonly expiresAtMs: number
}

/** A logout that waits for somebody to say that he wants it. */
export type LogoutTransaction = {
  readonly client_id: string | null
  readonly target: string | null
  readonly browserId: string
  readonly expiresAtMs: number
}

/** Everything needed to issue tokens for a code: the Actions have run before it was issued. */
export type AuthorizationCode = {
  readonly request: AuthorizationRequest
  readonly user_id: string
  readonly sid: string
  readonly authenticatedAtMs: number
  readonly outcome: LoginOutcome
  readonly expiresAtMs: number
}

/** A person's single sign-on session. */
export type SessionRecord = {
  readonly sid: string
  readonly user_id: string
  readonly authenticatedAtMs: number
  readonly lastSeenAtMs: number
  readonly lifetimeMs: number
  readonly idleLifetimeMs: number
}

/** What waits, and who is logged in. */
export type LoginState = {
  /** By the `state` of the login page. */
  readonly transactions: Map<string, LoginTransaction>
  readonly logouts: Map<string, LogoutTransaction>
  readonly codes: OwnedRecords<AuthorizationCode>
  /** By the value of the `auth0` cookie, which unlike `sid` never leaves the browser. */
  readonly sessions: OwnedRecords<SessionRecord>
}

/** Nobody is logged in. */
export function newLoginState(): LoginState {
  return {
    transactions: new Map(),
    logouts: new Map(),
    codes: createOwnedRecords(),
    sessions: createOwnedRecords(),
  }
}
