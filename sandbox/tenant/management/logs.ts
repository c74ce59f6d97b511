import { Hono } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { listAnswer, pageQuery, pickFields } from '../core/paging.ts'
import { readQuery } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import type { TenantLogEntry } from '../core/tenant-log.ts'
import type { TenantContext } from '../tenant-context.ts'

const takeMax = 100
const logsQuery = pageQuery.extend({
  from: z.string().optional(),
  take: z
    .string()
    .regex(/^\d{1,3}$/)
    .optional(),
  sort: z.enum(['date:1', 'date:-1']).optional(),
})

/** The name of the tenant is in what log streams send, and not here. */
function show({ tenant_name: _tenant, ...entry }: TenantLogEntry): object {
  return { _id: entry.log_id, ...entry }
}

/** `/logs`: by checkpoint (oldest first, `Link: rel="next"`) or by page (newest first). Search is not modelled. */
export function logs(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.get('/', allow('read:logs', 'read:logs_users'), (context) => {
    const query = readQuery(context, logsQuery, ['q', 'search'])
    const { entries } = tenant.log
    if (query.from === undefined && query.take === undefined) {
      const items = query.sort === 'date:1' ? entries : entries.toReversed()
      return listAnswer(context, query, { key: 'logs', items, show, hasLength: true })
    }
    const take = Math.min(Number(query.take ?? 50), takeMax)
    const after = query.from === undefined ? '' : query.from
    const page = entries.filter(({ log_id }) => log_id > after).slice(0, take)
    const last = page.at(-1)?.log_id
    if (last !== undefined) {
      const next = `${tenant.issuer}api/v2/logs?from=${last}&take=${take}`
      context.header('Link', `<${next}>; rel="next"`)
    }
    return context.json(page.map((entry) => pickFields(show(entry), query)))
  })
  app.get('/:id', allow('read:logs', 'read:logs_users'), (context) => {
    const entry = tenant.log.entries.find(({ log_id }) => log_id === context.req.param('id'))
    if (entry === undefined) throw refusal(404, 'The log event does not exist', 'inexistent_log')
    return context.json(show(entry))
  })
  return app
}
