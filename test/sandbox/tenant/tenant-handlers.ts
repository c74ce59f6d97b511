import { http, type HttpHandler } from 'msw'
import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'

/** Answers every request to the tenant's domain from the tenant itself; other hosts are left alone. */
export function tenantHandlers(tenant: Tenant): HttpHandler[] {
  return [http.all(`https://${tenant.domain}/*`, async ({ request }) => tenant.app.fetch(request))]
}
