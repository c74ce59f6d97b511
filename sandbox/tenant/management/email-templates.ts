import { Hono } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { readBody, settingsShape } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { JsonObject } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { toJsonObject } from './json-object.ts'

const templateName = z.enum([
  'verify_email',
  'verify_email_by_code',
  'reset_email',
  'reset_email_by_code',
  'welcome_email',
  'blocked_account',
  'stolen_credentials',
  'enrollment_email',
  'mfa_oob_code',
  'change_password',
  'password_reset',
  'user_invitation',
  'async_approval',
])
const shape = settingsShape([
  'body',
  'from',
  'resultUrl',
  'subject',
  'syntax',
  'urlLifetimeInSeconds',
  'includeEmailInRedirect',
  'enabled',
])
const createBody = z.strictObject({ ...shape, template: templateName })
const patchBody = createBody.partial()

/** `/email-templates`: kept, not rendered. */
export function emailTemplates(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const { emailTemplates: records } = tenant.state
  const app = new Hono<TenantEnv>()
  const find = (name: string): JsonObject => {
    const template = records.get(name)
    if (template === undefined) {
      throw refusal(404, 'The template does not exist.', 'inexistent_email_template')
    }
    return template
  }

  app.get('/:name', allow('read:email_templates'), (context) =>
    context.json(find(context.req.param('name'))),
  )
  app.post('/', allow('create:email_templates'), async (context) => {
    const body = await readBody(context, createBody)
    if (records.has(body.template)) {
      throw refusal(409, `Template ${body.template} already exists.`)
    }
    records.set(body.template, toJsonObject(body))
    auditApiCall(tenant, context, 'Create an email template')
    return context.json(toJsonObject(body))
  })
  app.patch('/:name', allow('update:email_templates'), async (context) => {
    const name = context.req.param('name')
    const change = toJsonObject(await readBody(context, patchBody))
    const next = { ...find(name), ...change }
    records.set(name, next)
    auditApiCall(tenant, context, 'Update an email template')
    return context.json(next)
  })
  return app
}
