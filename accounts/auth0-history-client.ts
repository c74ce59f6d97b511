import { PodlinkError } from '../kernel/errors.ts'
import type { Call } from './auth0-call.ts'
import type { Auth0History, ExportState, LogPage } from './auth0-history.ts'

/** As many as one page may hold. */
const LOGS_PER_PAGE = 100

/** What an export holds of each account: all that podlink knows of one, and nothing it does not need. */
const EXPORT_FIELDS = [
  'user_id',
  'email',
  'email_verified',
  'blocked',
  'name',
  'created_at',
  'updated_at',
  'last_login',
  'identities',
]

/** The calls about the tenant's log and its exports. */
export function historyOver(call: Call): Auth0History {
  return {
    findNewestLog: async () => {
      const newest = { page: 0, per_page: 1, sort: 'date:-1', include_totals: true }
      const found = await call('findNewestLog', ({ logs }) => logs.list(newest), {})
      // With totals it is an object; a list when Auth0 stops to give them, as it says it will.
      const answer: unknown = found.response
      const entries: readonly unknown[] = Array.isArray(answer) ? answer : found.data
      return entries.length === 0 ? null : logIdOf(entries[0])
    },
    isLogKept: async (logId) => {
      const found = await call('isLogKept', ({ logs }) => logs.get(logId), {
        400: null,
        404: null,
      })
      return found !== null
    },
    listLogsAfter: async (logId) => {
      // The SDK has no word for them, and beside them Auth0 ignores every other parameter.
      const queryParams = { from: logId, take: LOGS_PER_PAGE }
      const found = await call('listLogsAfter', ({ logs }) => logs.list({}, { queryParams }), {
        400: null,
        404: null,
      })
      return found === null ? { kind: 'unknown' } : toPage(found.response)
    },
    startExport: async () => {
      const wish = { format: 'json' as const, fields: EXPORT_FIELDS.map((name) => ({ name })) }
      try {
        const { id, created_at } = await call(
          'startExport',
          ({ jobs }) => jobs.usersExports.create(wish),
          {},
        )
        return { jobId: id, askedAt: toDate(created_at) }
      } catch (error) {
        if (isNotInPlan(error)) return 'not_in_plan'
        throw error
      }
    },
    findExport: async (jobId) => {
      const job = await call('findExport', ({ jobs }) => jobs.get(jobId), { 404: null })
      return toState(job)
    },
  }
}

/** By checkpoint Auth0 answers with the entries themselves and no totals around them. */
function toPage(answer: unknown): LogPage {
  if (!Array.isArray(answer)) throw strange('a page of the log that is no list')
  const entries: readonly unknown[] = answer
  return { kind: 'page', entries, last: entries.length === 0 ? null : logIdOf(entries.at(-1)) }
}

function logIdOf(entry: unknown): string {
  const id =
    typeof entry === 'object' && entry !== null && 'log_id' in entry ? entry.log_id : undefined
  if (typeof id === 'string' && /^[A-Za-z0-9._-]{1,120}$/.test(id)) return id
  throw strange('an entry of the log that has no id')
}

function toState(job: { status: string; location?: string | undefined } | null): ExportState {
  if (job === null || job.status === 'failed') return { kind: 'failed' }
  if (job.status !== 'completed') return { kind: 'running' }
  return job.location === undefined ? { kind: 'failed' } : { kind: 'ready', location: job.location }
}

/** A missing scope is refused by the same status. */
function isNotInPlan(error: unknown): boolean {
  return error instanceof PodlinkError && error.details['errorCode'] === 'feature_not_enabled'
}

function toDate(text: string | undefined): Date | null {
  const date = new Date(text ?? '')
  return Number.isNaN(date.getTime()) ? null : date
}

function strange(what: string): PodlinkError {
  return new PodlinkError('AUTH0_FAILED', `Auth0 answered with ${what}.`, {
    fix: 'Check that AUTH0_DOMAIN names the tenant itself and no proxy changes its answers.',
  })
}
