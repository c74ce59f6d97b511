import { notModelled } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord } from '../tenant-state.ts'

/** Scheme and host in any case, without query and fragment. */
function withoutQuery(address: string): string | null {
  if (!URL.canParse(address)) return null
  const { protocol, host } = new URL(address)
  const path = address.replace(/[?#].*$/, '').replace(/^[^:]+:\/\/[^/]*/, '')
  return `${protocol}//${host}${path === '/' ? '' : path}`
}

/** Where the application, or the tenant when no application is named, lets people go after a logout. */
export function allowedLogoutUrls(
  tenant: TenantContext,
  client: ClientRecord | null,
): readonly string[] {
  const settings = client?.settings ?? tenant.state.settings.get('tenant')
  const urls = settings?.['allowed_logout_urls']
  const list = Array.isArray(urls) ? urls.filter((url) => typeof url === 'string') : []
  if (list.some((url) => url.includes('*'))) throw notModelled('logout URLs with placeholders')
  return list
}

/**
 * Whether `/v2/logout` may return there: query and fragment do not count, nor does the case of scheme and host
 * (DOC:authenticate/login/logout/redirect-users-after-logout, Limitations).
 */
export function isReturnAllowed(allowed: readonly string[], returnTo: string): boolean {
  const wanted = withoutQuery(returnTo)
  return wanted !== null && allowed.some((url) => withoutQuery(url) === wanted)
}
