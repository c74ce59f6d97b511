import type { Context } from 'hono'
import { z } from 'zod'
import type { TenantEnv } from '../../core/access.ts'
import { readParts } from '../../core/read-request.ts'
import { notModelled, refusal } from '../../core/refusal.ts'
import type { TenantContext } from '../../tenant-context.ts'
import type { ConnectionRecord, JobRecord } from '../../tenant-state.ts'
import { auditApiCall } from '../audit-api-call.ts'
import { toJsonObject } from '../json-object.ts'
import { importEntries } from './import-entries.ts'
import { unmodelledFields } from './import-entry.ts'
import { changeJob, newJob, showJob } from './job-book.ts'

const fileBytesMax = 500 * 1024
const concurrentJobsMax = 2
const pendingMs = 2_000
const unreadable: Pick<JobRecord, 'status' | 'status_details'> = {
  status: 'failed',
  status_details: 'Failed to parse users file JSON when importing users.',
}

const flag = z.enum(['true', 'false']).optional()
const importParts = z.strictObject({
  users: z.instanceof(File),
  connection_id: z.string().min(1),
  upsert: flag,
  external_id: z.string().optional(),
  send_completion_email: flag,
})

function databaseConnection(tenant: TenantContext, id: string): ConnectionRecord {
  const connection = tenant.state.connections.get(id)
  if (connection === undefined || connection.strategy !== 'auth0') {
    throw refusal(400, 'The connection does not exist', 'inexistent_connection')
  }
  return connection
}

function refuseThird(tenant: TenantContext): void {
  const active = [...tenant.state.jobs.values()].filter(
    ({ type, status }) => type === 'users_import' && status === 'pending',
  )
  if (active.length < concurrentJobsMax) return
  const count = `There are ${active.length} active import users jobs`
  throw refusal(429, `${count}, please wait until some of them are finished and try again`)
}

/** The entries of the file, or null when it is no JSON list. */
function parseFile(text: string): readonly unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed : null
  } catch {
    return null
  }
}

function refuseUnmodelled(entries: readonly unknown[]): void {
  const isUsed = (name: string) =>
    entries.some((entry) => typeof entry === 'object' && entry !== null && name in entry)
  const name = unmodelledFields.find(isUsed)
  if (name !== undefined) throw notModelled(`importing ${name}`)
}

function sendCompletionMail(tenant: TenantContext, job: JobRecord): void {
  tenant.mailSink.send({
    sentAtMs: tenant.now(),
    template: 'import_completed',
    to: `tenant-owner@${tenant.domain.replace(/:\d+$/, '')}`,
    userId: null,
    link: `${tenant.issuer}api/v2/jobs/${job.id}`,
  })
}

/**
 * `POST /jobs/users-imports`: pending, then completed with a summary, or failed for a file that is no JSON list; at most
 * two at a time and 500 KB each (auth0-facts 4.5). The answer tells
 * the name of the connection and not the options, as recorded (go-auth0 TestJobManager_ImportUsers).
 */
export async function importUsers(
  tenant: TenantContext,
  context: Context<TenantEnv>,
): Promise<Response> {
  const parts = await readParts(context, importParts)
  if (parts.users.size > fileBytesMax) {
    const message = `Payload content length greater than maximum allowed: ${fileBytesMax}`
    throw refusal(413, message)
  }
  const { connection_id, external_id } = parts
  const connection = databaseConnection(tenant, connection_id)
  const entries = parseFile(await parts.users.text())
  refuseUnmodelled(entries ?? [])
  refuseThird(tenant)
  const isUpsert = parts.upsert === 'true'
  const sendsMail = parts.send_completion_email !== 'false'
  const asked = toJsonObject({ connection_id, connection: connection.name, external_id })
  const job = newJob(tenant, { type: 'users_import', asked })
  tenant.clock.after(pendingMs, async () => {
    if (entries === null) changeJob(tenant, job, unreadable)
    else changeJob(tenant, job, importEntries(tenant, { connection, isUpsert, entries }))
    if (sendsMail) sendCompletionMail(tenant, job)
  })
  auditApiCall(tenant, context, 'Create import users job')
  return context.json(showJob(job), 202)
}
