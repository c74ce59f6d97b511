import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { readBody } from '../core/read-request.ts'
import { notModelled, refusal } from '../core/refusal.ts'
import { sendVerificationMail } from '../people/tickets.ts'
import type { TenantContext } from '../tenant-context.ts'
import { auditApiCall } from './audit-api-call.ts'
import { findUser } from './held-roles.ts'
import { exportLocation } from './jobs/export-downloads.ts'
import { exportProgress, exportUsers } from './jobs/export-users.ts'
import { importUsers } from './jobs/import-users.ts'
import { changeJob, findJob, newJob, showFailure, showJob } from './jobs/job-book.ts'
import { identityOf } from './user-profile.ts'

const mailBody = z.strictObject({
  user_id: z.string().min(1),
  client_id: z.string().optional(),
  identity: z
    .strictObject({
      user_id: z.string().min(1),
      provider: z.string().min(1),
      connection_id: z.string().optional(),
    })
    .optional(),
  organization_id: z.string().optional(),
})

/** The mail leaves at once, so a later look finds the job completed. */
async function mailVerification(
  tenant: TenantContext,
  context: Context<TenantEnv>,
): Promise<Response> {
  const { user_id, identity, organization_id } = await readBody(context, mailBody)
  if (organization_id !== undefined) throw notModelled('organizations')
  const user = findUser(tenant, user_id)
  const own = identityOf(user)
  if (identity && (identity.user_id !== own.user_id || identity.provider !== own.provider)) {
    throw refusal(400, 'The user does not have this identity', 'inexistent_identity')
  }
  sendVerificationMail(tenant, user)
  const job = newJob(tenant, { type: 'verification_email', asked: {} })
  changeJob(tenant, job, { status: 'completed' })
  auditApiCall(tenant, context, 'Send a verification email', user_id)
  return context.json(showJob(job), 201)
}

/** `/jobs`: verification mails, exports and imports of accounts, and how they went. */
export function jobs(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  const mayRead = allow('create:users', 'read:users', 'update:users')
  app.post('/verification-email', allow('update:users'), (context) =>
    mailVerification(tenant, context),
  )
  app.post('/users-exports', allow('read:users'), (context) => exportUsers(tenant, context))
  app.post('/users-imports', allow('create:users'), (context) => importUsers(tenant, context))
  app.get('/:id', mayRead, (context) => {
    const job = findJob(tenant, context.req.param('id'))
    return context.json({
      ...showJob(job),
      ...exportProgress(tenant, job),
      ...exportLocation(tenant, job),
    })
  })
  app.get('/:id/errors', mayRead, (context) => {
    const job = findJob(tenant, context.req.param('id'))
    if (job.status === 'failed') return context.json(showFailure(job))
    return job.errors.length > 0 ? context.json(job.errors) : context.body(null, 204)
  })
  return app
}
