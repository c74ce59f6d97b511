import { http, HttpResponse, type HttpHandler } from 'msw'
import { isConnectionReset } from '../../../sandbox/tenant/core/connection-reset.ts'
import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'

/** Answers every request to the tenant's domain from the tenant itself; other hosts are left alone. */
export function tenantHandlers(tenant: Tenant): HttpHandler[] {
  return [
    http.all(`https://${tenant.domain}/*`, async ({ request }) => {
      const response = await tenant.app.fetch(request)
      return isConnectionReset(response) ? HttpResponse.error() : response
    }),
  ]
}
