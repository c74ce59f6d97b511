import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'
import { managementScopes } from '../../../sandbox/tenant/management/management-scopes.ts'
import { managementCalls, type Answer } from './drive-tenant.ts'

const lists = [
  '/roles',
  '/clients',
  '/client-grants',
  '/resource-servers',
  '/connections',
  '/log-streams',
  '/event-streams',
]
const singles = [
  '/tenants/settings',
  '/email-templates/verify_email',
  '/attack-protection/brute-force-protection',
  '/attack-protection/breached-password-detection',
  '/attack-protection/suspicious-ip-throttling',
  '/attack-protection/bot-detection',
  '/attack-protection/captcha',
  '/actions/triggers/post-login/bindings',
  '/actions/triggers/post-user-registration/bindings',
  '/actions/actions',
]

// Every deployment makes a new version with new times, and new bindings, whatever was there.
const renewed = new Set([
  'current_version',
  'deployed_version',
  'created_at',
  'updated_at',
  'built_at',
])

function withoutRenewed(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) => (renewed.has(key) ? undefined : value))
}

function withoutBindingIds(path: string, body: Record<string, unknown>): unknown {
  if (!path.endsWith('/bindings')) return body
  return (body['bindings'] as object[]).map((binding) => ({ ...binding, id: undefined }))
}

/** What came before may have used up what the rate limits allow in one go, so a 429 is asked again a second later. */
async function read(tenant: Tenant, ask: () => Promise<Answer>): Promise<Answer['body']> {
  const { status, body } = await ask()
  if (status !== 429) return body
  await tenant.clock.wait(1_000)
  return read(tenant, ask)
}

/** What somebody who reads the whole configuration of the tenant sees, but for what every deployment renews. */
export async function readBack(tenant: Tenant): Promise<Record<string, unknown>> {
  const { clients, clientGrants } = tenant.state
  const api = await managementCalls(tenant, managementScopes)
  // The machine that reads is made for this reading alone; its token outlives it.
  for (const records of [clients, clientGrants]) records.delete([...records.keys()].at(-1) ?? '')
  const seen: Record<string, unknown> = {}
  for (const path of [...lists, ...singles]) {
    const body = await read(tenant, () => api('GET', path))
    seen[path] = withoutRenewed(JSON.stringify(withoutBindingIds(path, body)))
  }
  for (const { id, permissions } of tenant.state.roles.values()) {
    seen[`/roles/${id}/permissions`] = permissions
  }
  seen['secrets'] = [...tenant.state.actions.values()].map(({ secrets }) =>
    secrets.map(({ name, value }) => ({ name, value })),
  )
  seen['streamSecrets'] = [...tenant.state.eventStreams.values()].map(
    (one) => one.webhook_authorization,
  )
  return seen
}
