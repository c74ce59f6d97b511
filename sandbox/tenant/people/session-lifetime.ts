import type { Plan } from '../plan.ts'
import type { TenantContext } from '../tenant-context.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

export type SessionLifetime = { readonly lifetimeMs: number; readonly idleLifetimeMs: number }

const usual: SessionLifetime = { lifetimeMs: 7 * dayMs, idleLifetimeMs: 3 * dayMs }
const selfService: SessionLifetime = { lifetimeMs: 30 * dayMs, idleLifetimeMs: 3 * dayMs }
const enterprise: SessionLifetime = { lifetimeMs: 365 * dayMs, idleLifetimeMs: 100 * dayMs }

const longest: Readonly<Record<Plan, SessionLifetime>> = {
  free: selfService,
  essentials: selfService,
  professional: selfService,
  enterprise,
  'enterprise-staging': enterprise,
}

/**
 * How long a session lasts by the tenant's settings, within what its plan allows; minutes win over hours.
 * Source: DOC:manage-users/sessions/configure-session-lifetime-settings, session-lifetime-limits.
 */
export function sessionLifetime(tenant: TenantContext): SessionLifetime {
  const settings = tenant.state.settings.get('tenant') ?? {}
  const stated = (name: string): number | null => {
    const minutes = settings[`${name}_in_minutes`]
    const hours = settings[name]
    if (typeof minutes === 'number') return minutes * minuteMs
    return typeof hours === 'number' ? hours * hourMs : null
  }
  const limit = longest[tenant.plan]
  return {
    lifetimeMs: Math.min(stated('session_lifetime') ?? usual.lifetimeMs, limit.lifetimeMs),
    idleLifetimeMs: Math.min(
      stated('idle_session_lifetime') ?? usual.idleLifetimeMs,
      limit.idleLifetimeMs,
    ),
  }
}
