import type { Tenant, TenantOptions } from '../../../sandbox/tenant/create-tenant.ts'
import { managementCalls, signUp } from './drive-tenant.ts'
import { newTenant } from './new-tenant.ts'
import { newReceiver } from './receiver.ts'

/** Where the clock of `newTenant` stands. */
export const startMs = Date.UTC(2026, 0, 1)
const scopes = [
  'create:event_streams',
  'read:event_streams',
  'update:event_streams',
  'read:event_deliveries',
  'update:event_deliveries',
]

/** A tenant with one event stream for new and deleted accounts, and the receiver at its end. */
export async function withStream(options: Partial<TenantOptions> = {}) {
  const receiver = newReceiver()
  const tenant = newTenant({ fetch: receiver.fetch, ...options })
  receiver.watch(tenant.clock)
  const api = await managementCalls(tenant, scopes)
  const { body } = await api('POST', '/event-streams', {
    name: 'people',
    subscriptions: ['user.created', 'user.deleted'].map((event_type) => ({ event_type })),
    destination: {
      type: 'webhook',
      configuration: {
        webhook_endpoint: 'https://receiver.example.test/events?key=hidden',
        webhook_authorization: { method: 'bearer', token: 'stream-secret' },
      },
    },
  })
  const path = `/event-streams/${String(body['id'])}`
  const failures = async (query = '') => {
    const answer = await api('GET', `${path}/deliveries${query}`)
    return answer.body['deliveries'] as { id: string; attempts: object[]; event_type: string }[]
  }
  return { receiver, tenant, api, path, failures }
}

/** Signs people up (`p0@…`, `p1@…`) and waits until their events are on their way. */
export async function signUpMany(tenant: Tenant, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await signUp(tenant, `p${index}@example.test`)
  await tenant.idle()
}
