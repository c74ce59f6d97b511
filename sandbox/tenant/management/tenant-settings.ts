import { Hono } from 'hono'
import type { Allow, TenantEnv } from '../core/access.ts'
import { pageQuery, pickFields } from '../core/paging.ts'
import { readBody, readQuery, settingsObject } from '../core/read-request.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { JsonObject } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { toJsonObject } from './json-object.ts'
import { tenantSettings as settingNames } from './tenant-setting-fields.ts'

const patchBody = settingsObject(settingNames)

/** `/tenants/settings`: `default_directory` and `default_audience` are acted on, the rest is kept. */
export function tenantSettings(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  const stored = (): JsonObject => tenant.state.settings.get('tenant') ?? {}

  app.get('/settings', allow('read:tenant_settings'), (context) => {
    const query = readQuery(context, pageQuery.pick({ fields: true, include_fields: true }))
    return context.json(pickFields(stored(), query))
  })
  app.patch('/settings', allow('update:tenant_settings'), async (context) => {
    const change = toJsonObject(await readBody(context, patchBody))
    const flags = { ...asObject(stored()['flags']), ...asObject(change['flags']) }
    const next = { ...stored(), ...change, flags }
    tenant.state.settings.set('tenant', next)
    auditApiCall(tenant, context, 'Update tenant settings')
    return context.json(next)
  })
  return app
}

function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? toJsonObject(value)
    : {}
}
