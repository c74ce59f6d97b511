import { mergeMetadata } from '../management/user-metadata.ts'
import { isProfileTooLarge } from '../management/user-profile.ts'
import { isoNow, type TenantContext } from '../tenant-context.ts'
import type { UserRecord } from '../tenant-state.ts'
import type { LoginOutcome } from './post-login-api.ts'

const kinds = ['app_metadata', 'user_metadata'] as const
// Auth0-facts 1.5 (per session and kind).
const queuedBytesMax = 32 * 1024
// How often Auth0 repeats is not known; a login is not held for ever.
const triesMax = 100

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

/** Draws one write; while the budget is used up, waits on the tenant's clock until `x-ratelimit-reset`. */
async function drawWrite(tenant: TenantContext, userId: string): Promise<boolean> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const path = `/api/v2/users/${userId}`
    const { isAllowed, headers } = tenant.rateLimits.draw({ method: 'PATCH', path })
    if (isAllowed) return true
    const waitMs = Number(headers['x-ratelimit-reset']) * 1000 - tenant.now()
    if ((await tenant.clock.wait(Math.max(1, waitMs))) === 'stopped') return false
  }
  return false
}

function warn(tenant: TenantContext, user_id: string, reason: string): false {
  tenant.log.record('w', { description: `Metadata of Actions not written: ${reason}`, user_id })
  return false
}

/**
 * Writes what the Actions of one login set: one write for the whole trigger, drawn from the tenant's own Write Users
 * budget, which slows the login when it is used up (auth0-facts 1.4). True when something was written; metadata over
 * its limits is not written and leaves a warning in the tenant log.
 */
export async function writeLoginMetadata(
  tenant: TenantContext,
  userId: string,
  outcome: LoginOutcome,
): Promise<boolean> {
  const changed = kinds.filter((kind) => Object.keys(outcome[kind]).length > 0)
  if (changed.length === 0) return false
  if (changed.some((kind) => bytesOf(outcome[kind]) > queuedBytesMax)) {
    return warn(tenant, userId, 'more than 32 kB in one session')
  }
  if (!(await drawWrite(tenant, userId))) return warn(tenant, userId, 'rate limit')
  const user = tenant.state.users.get(userId)
  if (user === undefined) return false
  const merged = changed.map((kind) => [kind, mergeMetadata(user[kind], outcome[kind])])
  const next: UserRecord = { ...user, ...Object.fromEntries(merged), updated_at: isoNow(tenant) }
  if (isProfileTooLarge(next)) {
    return warn(tenant, userId, 'the profile would exceed 10 KB')
  }
  tenant.state.users.set(userId, next)
  return true
}
