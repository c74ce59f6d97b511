import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { listAnswer, pageQuery, pickFields } from '../core/paging.ts'
import { readQuery } from '../core/read-request.ts'
import { notModelled, refusal } from '../core/refusal.ts'
import { checkSearchPaging, searchResultsMax } from '../core/search-paging.ts'
import type { TenantLogEntry } from '../core/tenant-log.ts'
import type { TenantContext } from '../tenant-context.ts'

const upToHundred = z
  .string()
  .regex(/^([1-9]\d?|100)$/, 'Value out of range')
  .optional()
const logsQuery = pageQuery.extend({
  per_page: upToHundred,
  from: z
    .string()
    .regex(/^\d{1,64}$/, 'Invalid log id')
    .optional(),
  take: upToHundred,
  sort: z.enum(['date:1', 'date:-1']).optional(),
  q: z.string().optional(),
  search: z.string().optional(),
})
type LogsQuery = z.output<typeof logsQuery>

const userLogsQuery = pageQuery
  .omit({ fields: true, include_fields: true })
  .extend({ sort: logsQuery.shape.sort })
type UserLogsQuery = z.output<typeof userLogsQuery>

/** With `tenant_name` and `environment_name`, as in log streams: the schema of logs requires both (auth0-facts 3). */
function show(entry: TenantLogEntry): object {
  return { _id: entry.log_id, ...entry, isMobile: false }
}

/**
 * The logs after `from`, oldest first. `Link` always leads on, to the same place when nothing is new; a checkpoint whose
 * log is no longer kept continues with the oldest one that is. Any other parameter is ignored (SDK:LogsClient.list).
 */
function logsAfter(tenant: TenantContext, context: Context, query: LogsQuery): Response {
  const { from = '', take = '50' } = query
  const page = tenant.log.after(from, Number(take))
  const checkpoint = page.at(-1)?.log_id ?? from
  const start = checkpoint === '' ? '' : `from=${checkpoint}&`
  context.header('Link', `<${tenant.issuer}api/v2/logs?${start}take=${take}>; rel="next"`)
  return context.json(page.map(show))
}

/** One page of these entries, newest first unless asked otherwise. */
function logsByPage(
  tenant: TenantContext,
  context: Context,
  { query, entries }: { query: UserLogsQuery; entries: readonly TenantLogEntry[] },
): Response {
  checkSearchPaging(tenant, query)
  const sorted = query.sort === 'date:1' ? entries : entries.toReversed()
  return listAnswer(context, query, {
    key: 'logs',
    items: sorted.slice(0, searchResultsMax),
    show,
    showsLength: true,
    total: entries.length,
  })
}

/** `/logs`: by checkpoint (unbounded) or by page (newest first, the first 1,000). Search is not modelled. */
export function logs(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.get('/', allow('read:logs', 'read:logs_users'), (context) => {
    const query = readQuery(context, logsQuery)
    const isByCheckpoint = query.from !== undefined || query.take !== undefined
    if (isByCheckpoint) return logsAfter(tenant, context, query)
    if (query.q !== undefined || query.search !== undefined) {
      throw notModelled('searching tenant logs')
    }
    return logsByPage(tenant, context, { query, entries: tenant.log.entries })
  })
  app.get('/:id', allow('read:logs', 'read:logs_users'), (context) => {
    const query = readQuery(context, pageQuery.pick({ fields: true, include_fields: true }))
    const entry = tenant.log.entries.find(({ log_id }) => log_id === context.req.param('id'))
    if (entry === undefined) throw refusal(404, 'The log event does not exist', 'inexistent_log')
    return context.json(pickFields(show(entry), query))
  })
  return app
}

/**
 * `/users/{id}/logs`: what the tenant log holds about one account, newest first; empty for an id it has never seen, since
 * the log outlives the account.
 */
export function userLogs(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.get('/:id/logs', allow('read:logs', 'read:logs_users'), (context) => {
    const query = readQuery(context, userLogsQuery)
    const userId = context.req.param('id')
    const entries = tenant.log.entries.filter(({ user_id }) => user_id === userId)
    return logsByPage(tenant, context, { query, entries })
  })
  return app
}
