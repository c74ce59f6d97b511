import type { EnrichmentFacts } from '../webhook/contract/delivery.ts'
import type { PostLoginApi, PostLoginEvent } from './auth0-types.ts'
import { type HeldFacts, readHeldFacts } from './envelope.ts'

const KEYS = ['employee_id', 'department', 'role_code', 'podlink_rev'] as const

/**
 * Writes the offer into `app_metadata` when it is newer than what the account holds, and only the keys that differ:
 * every login that writes metadata costs a call of the tenant's budget. Returns the facts that hold from here on.
 */
export function applyOffer(
  event: PostLoginEvent,
  api: PostLoginApi,
  offer: EnrichmentFacts | null,
): HeldFacts {
  const held = readHeldFacts(event.user.app_metadata)
  if (offer === null || offer.podlink_rev <= (held.podlink_rev ?? 0)) return held
  const stored = new Map(Object.entries(event.user.app_metadata ?? {}))
  for (const key of KEYS) {
    const current = stored.get(key)
    const isEqual = offer[key] === null ? current === undefined : current === offer[key]
    if (!isEqual) api.user.setAppMetadata(key, offer[key])
  }
  return offer
}

/**
 * Puts the facts into both tokens under the namespace (secret CLAIMS_NAMESPACE, an address that ends in `/`). Roles are
 * those of Auth0's own RBAC, never of metadata; a fact that is not known has no claim.
 */
export function setClaims(event: PostLoginEvent, api: PostLoginApi, facts: HeldFacts): void {
  const namespace = event.secrets['CLAIMS_NAMESPACE']
  if (!namespace) return
  const claims = {
    employee_id: facts.employee_id,
    department: facts.department,
    roles: event.authorization?.roles,
  }
  for (const [name, value] of Object.entries(claims)) {
    if (value === undefined || value === null) continue
    api.idToken.setCustomClaim(namespace + name, value)
    api.accessToken.setCustomClaim(namespace + name, value)
  }
}
