/** What replaces `@@NAME@@` in tenant.yaml: the value is written as JSON, with its quotes. */
export type Mappings = Readonly<Record<string, string | boolean | readonly unknown[]>>

/** Placeholders whose values must never be shown, not even in part. */
export const SECRET_PLACEHOLDERS: ReadonlySet<string> = new Set([
  'WEBHOOK_SECRET',
  'WEBHOOK_SECRET_NEXT',
  'STREAM_TOKEN',
  'LOG_STREAM_AUTHORIZATION',
])

/** What differs between one tenant and the next. */
export type TenantSettings = {
  /** Where the Actions reach the receiver, without its path. */
  readonly receiverUrl: string
  /** Signs what the Actions send. */
  readonly webhookSecret: string
  /** The other secret of a rotation; null when none is under way. */
  readonly webhookSecretNext: string | null
  /** Prefix of the token claims. */
  readonly claimsNamespace: string
  /** Milliseconds a login may wait. */
  readonly budgetMs: number
  /** Identifier of podlink's own API, the audience of its access tokens. */
  readonly apiAudience: string
  /** The database connection in which accounts are created. */
  readonly connection: string
  readonly isSignUpOpen: boolean
  readonly consoleCallbacks: readonly string[]
  readonly consoleLogoutUrls: readonly string[]
  /** Empty until PodFactory logs people in through Auth0. */
  readonly podfactoryCallbacks: readonly string[]
  readonly mailFrom: string
  /** Whether known leaked passwords are refused; not every plan has it. */
  readonly refusesBreachedPasswords: boolean
  /** What Auth0's event and log streams prove themselves with; null deploys no streams. */
  readonly streamToken: string | null
}

/** Whether streams are deployed with these mappings. */
export function hasStreams(mappings: Mappings): boolean {
  return 'STREAM_TOKEN' in mappings
}

function streamMappings({ receiverUrl }: TenantSettings, token: string): Mappings {
  const base = receiverUrl.replace(/\/$/, '')
  return {
    STREAM_TOKEN: token,
    EVENT_STREAM_URL: `${base}/auth0/event-stream`,
    LOG_STREAM_URL: `${base}/auth0/log-stream`,
    LOG_STREAM_AUTHORIZATION: `Bearer ${token}`,
  }
}

/**
 * The mappings of these settings; those that depend on the tenant itself are added by the deploy.
 * A placeholder inside a list must always have a value, or its own text becomes the secret. So without a rotation
 * WEBHOOK_SECRET_NEXT repeats WEBHOOK_SECRET: the Action then accepts the same secret twice.
 */
export function tenantMappings(settings: TenantSettings): Mappings {
  return {
    RECEIVER_URL: settings.receiverUrl,
    WEBHOOK_SECRET: settings.webhookSecret,
    WEBHOOK_SECRET_NEXT: settings.webhookSecretNext ?? settings.webhookSecret,
    CLAIMS_NAMESPACE: settings.claimsNamespace,
    BUDGET_MS: String(settings.budgetMs),
    PODLINK_API_AUDIENCE: settings.apiAudience,
    AUTH0_CONNECTION: settings.connection,
    DISABLE_SIGNUP: !settings.isSignUpOpen,
    CONSOLE_CALLBACKS: settings.consoleCallbacks,
    CONSOLE_LOGOUT_URLS: settings.consoleLogoutUrls,
    PODFACTORY_CALLBACKS: settings.podfactoryCallbacks,
    MAIL_FROM: settings.mailFrom,
    BREACHED_PASSWORDS: settings.refusesBreachedPasswords,
    ...(settings.streamToken !== null && streamMappings(settings, settings.streamToken)),
  }
}
