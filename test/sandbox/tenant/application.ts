import { createHash } from 'node:crypto'
import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'
import type { Json } from '../../../sandbox/tenant/tenant-state.ts'
import { newBrowser, type Browser, type Seen } from './browser.ts'
import { call, password, signUp, type Answer } from './drive-tenant.ts'
import { newTenant, peopleClient } from './new-tenant.ts'

export const callback = 'https://app.example.test/callback'
export const loggedOut = 'https://app.example.test/bye'
export const verifier = 'a-verifier-that-is-at-least-forty-three-letters-long'
export const challenge = createHash('sha256').update(verifier).digest('base64url')

/** Overwrites settings of the ordinary application. */
export function configure(tenant: Tenant, settings: Readonly<Record<string, Json>>): void {
  const client = tenant.state.clients.get(peopleClient.clientId)
  if (client === undefined) throw new Error('no application')
  const merged = { ...client.settings, ...settings }
  tenant.state.clients.set(client.client_id, { ...client, settings: merged })
}

/** A tenant whose ordinary application has a callback and a place to go after a logout. */
export function tenantWithApplication(...given: Parameters<typeof newTenant>): Tenant {
  const tenant = newTenant(...given)
  configure(tenant, { callbacks: [callback], allowed_logout_urls: [loggedOut] })
  return tenant
}

/** Such a tenant with one account, and a browser that is logged in nowhere. */
export async function withAccount(email: string): Promise<{ tenant: Tenant; browser: Browser }> {
  const tenant = tenantWithApplication()
  await signUp(tenant, email)
  return { tenant, browser: newBrowser(tenant) }
}

/** Overwrites tenant settings. */
export function setTenant(tenant: Tenant, settings: Readonly<Record<string, Json>>): void {
  const old = tenant.state.settings.get('tenant') ?? {}
  tenant.state.settings.set('tenant', { ...old, ...settings })
}

/** The address that begins a login; a parameter set to null is left out. */
export function authorizeAddress(more: Readonly<Record<string, string | null>> = {}): string {
  const all = {
    response_type: 'code',
    client_id: peopleClient.clientId,
    redirect_uri: callback,
    scope: 'openid profile email',
    state: 'the-state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  }
  const given = Object.entries(all).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as [string, string]],
  )
  return `/authorize?${new URLSearchParams(given).toString()}`
}

/** Begins a login and fills in the login page. */
export async function logInOnPage(
  browser: Browser,
  person: { readonly email: string; readonly password?: string },
  more: Readonly<Record<string, string | null>> = {},
): Promise<Seen> {
  const page = await browser.open(authorizeAddress(more))
  return browser.submit(page, { username: person.email, password: person.password ?? password })
}

/** The parameters with which the person came back to the application. */
export function cameBackWith(seen: Seen): Record<string, string> {
  if (seen.leftFor === null) throw new Error(`still there: ${seen.status} ${seen.text}`)
  return Object.fromEntries(seen.leftFor.searchParams)
}

/** Exchanges the code with which the person came back. */
export function exchange(
  tenant: Tenant,
  seen: Seen,
  more: Readonly<Record<string, string | undefined>> = {},
): Promise<Answer> {
  return tokenRequest(tenant, {
    grant_type: 'authorization_code',
    code: cameBackWith(seen)['code'],
    redirect_uri: callback,
    code_verifier: verifier,
    ...more,
  })
}

/** A request of the ordinary application to the token endpoint. */
export function tokenRequest(
  tenant: Tenant,
  body: Readonly<Record<string, string | undefined>>,
): Promise<Answer> {
  return call(tenant, {
    method: 'POST',
    path: '/oauth/token',
    body: {
      client_id: peopleClient.clientId,
      client_secret: peopleClient.clientSecret,
      ...body,
    },
  })
}

/** Codes of the tenant log, without those of the preparation. */
export function logTypes(tenant: Tenant, from = 0): readonly string[] {
  return tenant.log.entries.slice(from).map(({ type }) => type)
}
