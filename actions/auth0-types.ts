// The part of Auth0's documented Actions interface that podlink uses. Auth0 publishes its types in a package that an
// Action would have to carry; these few lines say the same. What users or other Actions can fill is `unknown`.

/** Secrets of the Action, as configured in the tenant. */
export type ActionSecrets = Readonly<Record<string, string | undefined>>

/** One way a user logs in; `<provider>|<user_id>` of the primary one is the user's own id. */
export type ActionIdentity = {
  readonly connection?: string | undefined
  readonly provider?: string | undefined
  readonly user_id?: string | number | undefined
}

/** A user as both triggers see him. `app_metadata` is written by applications, so its content is not trusted. */
export type ActionUser = {
  readonly user_id: string
  readonly email?: string | undefined
  readonly email_verified?: boolean | undefined
  readonly name?: string | undefined
  readonly created_at: string
  /** Absent at registration. */
  readonly identities?: readonly ActionIdentity[] | undefined
  readonly app_metadata?: unknown
}

/** `event` of post-user-registration v2. */
export type PostUserRegistrationEvent = {
  readonly user: ActionUser
  readonly connection: { readonly name: string }
  readonly tenant: { readonly id: string }
  readonly secrets: ActionSecrets
}

/** `event` of post-login v3. */
export type PostLoginEvent = PostUserRegistrationEvent & {
  readonly client: { readonly client_id: string }
  readonly stats: { readonly logins_count: number }
  readonly transaction?: { readonly protocol?: string | undefined } | undefined
  /** Names of the roles that Auth0's own RBAC gives the user. */
  readonly authorization?: { readonly roles: readonly string[] } | undefined
}

/** `api.cache`: texts, kept for a while for all executions of a trigger, best effort. `ttl` in milliseconds. */
export type ActionCache = {
  readonly get: (key: string) => { readonly value: string } | undefined
  readonly set: (key: string, value: string, options: { readonly ttl: number }) => unknown
  readonly delete: (key: string) => unknown
}

/** `api` of post-login v3. Metadata is queued and written once, when the whole flow ends; null removes a key. */
export type PostLoginApi = {
  readonly user: { readonly setAppMetadata: (key: string, value: unknown) => unknown }
  readonly idToken: { readonly setCustomClaim: (name: string, value: unknown) => unknown }
  readonly accessToken: { readonly setCustomClaim: (name: string, value: unknown) => unknown }
  readonly cache: ActionCache
}
