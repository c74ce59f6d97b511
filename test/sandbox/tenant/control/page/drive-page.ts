import type { Tenant, TenantOptions } from '../../../../../sandbox/tenant/create-tenant.ts'
import { newTenant } from '../../new-tenant.ts'

export const controlKey = 'control-key-of-this-test'

/** A tenant whose control key is known. */
export function openTenant(options: Partial<TenantOptions> = {}): Tenant {
  return newTenant({ controlKey, ...options })
}

/** Asks the page for something as its owner. */
export async function look(tenant: Tenant, path: string): Promise<Response> {
  return tenant.app.request(`https://${tenant.domain}/__sandbox/${path}`, {
    headers: { authorization: `Bearer ${controlKey}` },
  })
}

export type State = {
  readonly users: {
    readonly total: number
    readonly matching: number
    readonly items: readonly { readonly email: string; readonly blocked?: boolean }[]
  }
  readonly requests: readonly { readonly path: string }[]
} & Readonly<Record<string, unknown>>

/** The page's state for machines. */
export async function stateOf(tenant: Tenant, query = ''): Promise<State> {
  const response = await look(tenant, `state${query}`)
  return (await response.json()) as State
}

/** Presses a button as the page's script does, and returns the line that tells the outcome. */
export async function press(
  tenant: Tenant,
  act: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<{ readonly isGood: boolean; readonly text: string }> {
  const response = await tenant.app.request(`https://${tenant.domain}/__sandbox/do/${act}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${controlKey}`,
      origin: `https://${tenant.domain}`,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(fields).toString(),
  })
  return (await response.json()) as { isGood: boolean; text: string }
}
