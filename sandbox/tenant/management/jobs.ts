import { Hono } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { readBody } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import { sendVerificationMail } from '../people/tickets.ts'
import { isoNow, type TenantContext } from '../tenant-context.ts'
import { auditApiCall } from './audit-api-call.ts'
import { findUser } from './held-roles.ts'

const mailBody = z.strictObject({
  user_id: z.string().min(1),
  client_id: z.string().optional(),
})

/** `/jobs`: verification mails. The mail leaves at once, so a later look finds the job completed. */
export function jobs(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.post('/verification-email', allow('update:users'), async (context) => {
    const { user_id } = await readBody(context, mailBody, ['organization_id', 'identity'])
    sendVerificationMail(tenant, findUser(tenant, user_id))
    const id = `job_${tenant.ids.word(16)}`
    const job = { id, type: 'verification_email', created_at: isoNow(tenant) }
    tenant.state.jobs.set(id, { ...job, status: 'completed' })
    auditApiCall(tenant, context, 'Send a verification email', user_id)
    return context.json({ ...job, status: 'pending' }, 201)
  })
  app.get('/:id', allow('create:users', 'read:users', 'update:users'), (context) => {
    const job = tenant.state.jobs.get(context.req.param('id'))
    if (job === undefined) throw refusal(404, 'The job does not exist', 'inexistent_job')
    return context.json(job)
  })
  return app
}
