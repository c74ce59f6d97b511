import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Context } from 'hono'
import { z } from 'zod'
import type { TenantEnv } from '../../core/access.ts'
import { readBody } from '../../core/read-request.ts'
import { invalidBody, refusal } from '../../core/refusal.ts'
import { tenantName, type TenantContext } from '../../tenant-context.ts'
import type { ExportFile, JobRecord } from '../../tenant-state.ts'
import { auditApiCall } from '../audit-api-call.ts'
import { toJsonObject } from '../json-object.ts'
import { defaultFields, isExportable } from './export-fields.ts'
import { exportCsv, exportNdjson } from './export-file.ts'
import { changeJob, newJob, showJob } from './job-book.ts'

const csvFieldsMax = 30
const pendingMs = 1_000
const processingMs = 2_000
const compress = promisify(gzip)

const exportBody = z.strictObject({
  connection_id: z.string().min(1).optional(),
  format: z.enum(['json', 'csv']).optional(),
  limit: z.int().min(1).optional(),
  fields: z
    .array(z.strictObject({ name: z.string().min(1), export_as: z.string().min(1).optional() }))
    .min(1)
    .optional(),
})
type Wish = z.output<typeof exportBody>

/** Null: all connections. */
function wantedConnection(tenant: TenantContext, { connection_id }: Wish): string | null {
  if (connection_id === undefined) return null
  const connection = tenant.state.connections.get(connection_id)
  if (connection !== undefined) return connection.name
  throw refusal(400, 'The connection does not exist', 'inexistent_connection')
}

function checkFields({ format, fields = [] }: Wish): void {
  const strange = fields.find(({ name }) => !isExportable(name))
  if (strange !== undefined) throw invalidBody(`Unknown field: ${strange.name}' on property fields`)
  if (format !== 'csv') return
  if (fields.length > csvFieldsMax) {
    throw invalidBody(`Array is too long, maximum ${csvFieldsMax}' on property fields`)
  }
  const whole = fields.find(({ name }) => name === 'app_metadata' || name === 'user_metadata')
  if (whole !== undefined) {
    throw invalidBody(`${whole.name} cannot be exported whole as CSV' on property fields`)
  }
}

async function exportFile(
  tenant: TenantContext,
  wish: Wish,
  connection: string | null,
): Promise<ExportFile> {
  const { format = 'json', limit = Infinity, fields } = wish
  const users = [...tenant.state.users.values()]
    .filter((user) => connection === null || user.connection === connection)
    .slice(0, limit)
  const wanted =
    fields?.map(({ name, export_as }) => ({ name, title: export_as ?? name })) ?? defaultFields
  const text = format === 'csv' ? exportCsv(users, wanted) : exportNdjson(users, wanted)
  const bytes = new Uint8Array(await compress(text))
  return { name: `${tenantName(tenant.domain)}.${format}.gz`, bytes }
}

/** How far a running export has come; nothing for any other job. */
export function exportProgress(tenant: TenantContext, job: JobRecord): object {
  if (job.type !== 'users_export') return {}
  if (job.status === 'completed') return { percentage_done: 100 }
  if (job.status !== 'processing') return {}
  const doneMs = tenant.now() - Date.parse(job.created_at) - pendingMs
  return {
    percentage_done: Math.min(99, Math.floor((doneMs / processingMs) * 100)),
    time_left_seconds: Math.max(0, Math.ceil((processingMs - doneMs) / 1000)),
  }
}

/**
 * `POST /jobs/users-exports`: pending, then processing, then completed, on the tenant's clock; the file holds the
 * accounts as they are when it completes (auth0-facts 4.5).
 */
export async function exportUsers(
  tenant: TenantContext,
  context: Context<TenantEnv>,
): Promise<Response> {
  if (tenant.plan === 'free') {
    throw refusal(403, 'User exports are not available on the Free plan', 'feature_not_enabled')
  }
  const wish = await readBody(context, exportBody)
  checkFields(wish)
  const connection = wantedConnection(tenant, wish)
  const named = connection === null ? {} : { connection }
  const asked = toJsonObject({ ...wish, ...named, format: wish.format ?? 'json' })
  const job = newJob(tenant, { type: 'users_export', asked })
  tenant.clock.after(pendingMs, async () => changeJob(tenant, job, { status: 'processing' }))
  tenant.clock.after(pendingMs + processingMs, async () => {
    changeJob(tenant, job, {
      status: 'completed',
      file: await exportFile(tenant, wish, connection),
    })
  })
  auditApiCall(tenant, context, 'Create export users job')
  return context.json(showJob(job))
}
