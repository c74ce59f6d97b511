import { createSigningKeyPem } from '../../../sandbox/tenant/core/signing-key.ts'
import {
  createTenant,
  type Tenant,
  type TenantOptions,
} from '../../../sandbox/tenant/create-tenant.ts'

export const deployClient = { clientId: 'deploy-client', clientSecret: 'deploy-client-secret' }
export const peopleClient = { clientId: 'people-client', clientSecret: 'people-client-secret' }
export const firstConnection = 'Username-Password-Authentication'

// One key for all tenants of a test file: making one is the only slow part of a tenant.
const signingKeyPem = await createSigningKeyPem()

/** A tenant on a clock that stands still unless the test gives its own. */
export function newTenant(options: Partial<TenantOptions> = {}): Tenant {
  return createTenant({
    domain: 'tenant.example.test',
    plan: 'enterprise',
    now: () => Date.UTC(2026, 0, 1),
    deployClient,
    peopleClient,
    signingKeyPem,
    ...options,
  })
}
