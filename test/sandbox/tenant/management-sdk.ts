import { ManagementClient } from 'auth0'
import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'
import { grantMachine } from './drive-tenant.ts'

/** The auth0 SDK as a machine that holds these scopes; it retries nothing. */
export function managementSdk(tenant: Tenant, scopes: readonly string[]): ManagementClient {
  return new ManagementClient({
    domain: tenant.domain,
    ...grantMachine(tenant, scopes),
    maxRetries: 0,
    fetch: async (input: string | URL | Request, init?: RequestInit) =>
      tenant.app.fetch(new Request(input, init)),
  })
}
