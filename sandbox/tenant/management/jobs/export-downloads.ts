import { Hono } from 'hono'
import { dropExpired, dropOldest } from '../../core/drop-oldest.ts'
import type { TenantContext } from '../../tenant-context.ts'
import type { JobRecord } from '../../tenant-state.ts'

const linkLifetimeMs = 60_000

/** A new address for the file of a job, good for one minute; nothing for a job without a file. */
export function exportLocation(tenant: TenantContext, job: JobRecord): object {
  if (job.file === null) return {}
  const ticket = tenant.ids.word(32)
  const expiresAtMs = tenant.now() + linkLifetimeMs
  const { exportLinks } = tenant.state
  dropExpired(exportLinks, tenant.now())
  exportLinks.set(ticket, { jobId: job.id, expiresAtMs })
  dropOldest(exportLinks)
  return { location: `${tenant.issuer}exports/${job.file.name}?ticket=${ticket}` }
}

/** `/exports`: where the links of export jobs lead. The real ones lead to a storage service with no other guard either. */
export function exportDownloads(tenant: TenantContext): Hono {
  return new Hono().get('/:name', (context) => {
    const link = tenant.state.exportLinks.get(context.req.query('ticket') ?? '')
    const file = link && tenant.state.jobs.get(link.jobId)?.file
    if (!file || link.expiresAtMs <= tenant.now() || file.name !== context.req.param('name')) {
      return context.text('Request has expired', 403)
    }
    context.header('content-type', 'application/gzip')
    context.header('content-disposition', `attachment; filename="${file.name}"`)
    return context.body(file.bytes)
  })
}
