import type { JsonObject } from '../tenant-state.ts'

/** Codes of the tenant log, with the sentence Auth0 shows for each. */
export const logDescriptions = {
  s: 'Successful login',
  f: 'Failed login',
  fp: 'Failed login (wrong password)',
  fu: 'Failed login (invalid email/username)',
  ss: 'Successful signup',
  fs: 'Failed signup',
  sv: 'Successful verification email link',
  fv: 'Failed verification email link',
  scp: 'Successful change password',
  scpr: 'Successful change password request',
  sapi: 'Successful API operation',
  sdu: 'Successful user deletion',
  seacft: 'Success exchange of authorization code for access token',
  sepft: 'Success exchange of password for access token',
  seccft: 'Success exchange of client credentials for access token',
  sertft: 'Success exchange of refresh token for access token',
  fertft: 'Failed exchange of refresh token for access token',
  fepft: 'Failed exchange of password for access token',
  feccft: 'Failed exchange of client credentials for access token',
  actions_execution_failed: 'Failed Actions execution',
  api_limit: 'Rate limit on the Management API',
  api_limit_warning: 'Rate limit warning on the Management API',
  w: 'Warning during login',
} as const

export type LogType = keyof typeof logDescriptions

type LogFacts = {
  readonly description?: string | undefined
  readonly user_id?: string | undefined
  readonly user_name?: string | undefined
  readonly client_id?: string | undefined
  readonly client_name?: string | undefined
  readonly connection?: string | undefined
  readonly ip?: string | undefined
  readonly audience?: string | undefined
  readonly scope?: string | undefined
  readonly details?: JsonObject | undefined
}

export type TenantLogEntry = LogFacts & {
  readonly log_id: string
  readonly date: string
  readonly type: LogType
  readonly tenant_name: string
}

/** What happened in the tenant, in order of `log_id`; never a password, a token or a secret. */
export type TenantLog = {
  readonly entries: readonly TenantLogEntry[]
  readonly record: (type: LogType, facts: LogFacts) => void
}

/** Ids grow with time and never repeat, so that a checkpoint (`from`) is stable. */
export function createTenantLog(options: { now: () => number; tenantName: string }): TenantLog {
  const entries: TenantLogEntry[] = []
  return {
    entries,
    record: (type, facts) => {
      const date = new Date(options.now()).toISOString()
      const sequence = String(entries.length + 1).padStart(36, '0')
      entries.push({
        log_id: `900${sequence}`,
        date,
        type,
        tenant_name: options.tenantName,
        description: logDescriptions[type],
        ...facts,
      })
    },
  }
}
