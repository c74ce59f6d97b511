import type { JsonObject } from '../tenant-state.ts'

/** Codes of the tenant log, with the sentence Auth0 shows for each. */
export const logDescriptions = {
  s: 'Successful login',
  f: 'Failed login',
  fp: 'Failed login (wrong password)',
  fu: 'Failed login (invalid email/username)',
  ss: 'Successful signup',
  fs: 'Failed signup',
  ssa: 'Successful silent authentication',
  fsa: 'Failed silent authentication',
  slo: 'Successful logout',
  flo: 'Failed logout',
  sv: 'Successful verification email link',
  fv: 'Failed verification email link',
  scp: 'Successful change password',
  scpr: 'Successful change password request',
  sapi: 'Successful API operation',
  sdu: 'Successful user deletion',
  seacft: 'Success exchange of authorization code for access token',
  feacft: 'Failed exchange of authorization code for access token',
  sepft: 'Success exchange of password for access token',
  seccft: 'Success exchange of client credentials for access token',
  sertft: 'Success exchange of refresh token for access token',
  fertft: 'Failed exchange of refresh token for access token',
  ferrt: 'Failed exchange of rotating refresh token (it was used before)',
  srrt: 'Successful revocation of a refresh token',
  fepft: 'Failed exchange of password for access token',
  feccft: 'Failed exchange of client credentials for access token',
  actions_execution_failed: 'Failed Actions execution',
  api_limit: 'Rate limit on the Management API',
  api_limit_warning: 'Rate limit warning on the Management API',
  w: 'Warning during login',
} as const

export type LogType = keyof typeof logDescriptions

/** What the place that notes something knows about it. */
export type LogFacts = {
  readonly description?: string | undefined
  readonly user_id?: string | undefined
  readonly user_name?: string | undefined
  readonly client_id?: string | undefined
  readonly client_name?: string | undefined
  readonly connection?: string | undefined
  readonly connection_id?: string | undefined
  readonly strategy?: string | undefined
  readonly strategy_type?: string | undefined
  readonly ip?: string | undefined
  readonly user_agent?: string | undefined
  readonly audience?: string | undefined
  readonly scope?: string | undefined
  readonly details?: JsonObject | undefined
}

export type TenantLogEntry = LogFacts & {
  readonly log_id: string
  readonly date: string
  readonly type: LogType
  readonly tenant_name: string
  readonly environment_name: string
}

/** What happened in the tenant, in order of `log_id`; never a password, a token or a secret. */
export type TenantLog = {
  /** What is still kept, oldest first. */
  readonly entries: readonly TenantLogEntry[]
  /** The newest id, whether its entry is still kept or not; empty before the first entry. */
  readonly lastId: () => string
  /** The next entries after a checkpoint, at most `take`; a checkpoint that is not kept any more is no obstacle. */
  readonly after: (logId: string, take: number) => readonly TenantLogEntry[]
  readonly record: (type: LogType, facts: LogFacts) => void
  /** Calls the listener after every record. */
  readonly onRecord: (listener: (entry: TenantLogEntry) => void) => void
}

// A bound on memory, far above what a plan keeps of a tenant's ordinary day.
const keptEntriesMax = 100_000
const droppedAtOnce = 1_000

/** The position of the first entry after `logId`; ids grow, so half of what is left can be skipped at each step. */
function positionAfter(entries: readonly TenantLogEntry[], logId: string): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((entries[middle]?.log_id ?? '') > logId) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Ids grow with time and never repeat, so that a checkpoint (`from`) is stable. Entries older than `retentionMs` are
 * gone. `complete` adds what follows from the facts, such as the id of a connection.
 */
export function createTenantLog(options: {
  readonly now: () => number
  readonly tenantName: string
  readonly retentionMs: number
  readonly complete: (facts: LogFacts) => LogFacts
}): TenantLog {
  const entries: TenantLogEntry[] = []
  const listeners: ((entry: TenantLogEntry) => void)[] = []
  let recorded = 0
  let latestMs = 0
  let lastId = ''

  const nextId = (): string => {
    // A clock that is set back must not make ids smaller.
    latestMs = Math.max(latestMs, options.now())
    const time = new Date(latestMs).toISOString().replaceAll(/\D/g, '')
    return `900${time}${String(++recorded).padStart(36, '0')}`
  }
  const kept = (): TenantLogEntry[] => {
    const oldest = new Date(options.now() - options.retentionMs).toISOString()
    const firstKept = entries.findIndex(({ date }) => date >= oldest)
    if (firstKept !== 0) entries.splice(0, firstKept === -1 ? entries.length : firstKept)
    return entries
  }
  return {
    get entries() {
      return kept()
    },
    lastId: () => lastId,
    after: (logId, take) => {
      const all = kept()
      const start = positionAfter(all, logId)
      return all.slice(start, start + take)
    },
    record: (type, facts) => {
      lastId = nextId()
      const entry: TenantLogEntry = {
        log_id: lastId,
        date: new Date(options.now()).toISOString(),
        type,
        tenant_name: options.tenantName,
        environment_name: 'sandbox',
        description: logDescriptions[type],
        ...options.complete(facts),
      }
      entries.push(entry)
      if (entries.length > keptEntriesMax + droppedAtOnce) entries.splice(0, droppedAtOnce)
      for (const listener of listeners) listener(entry)
    },
    onRecord: (listener) => void listeners.push(listener),
  }
}
