import type { Tenant, TenantOptions } from '../../../sandbox/tenant/create-tenant.ts'
import { managementScopes } from '../../../sandbox/tenant/management/management-scopes.ts'
import { managementCalls, type Answer } from './drive-tenant.ts'
import { newTenant } from './new-tenant.ts'

/** A fresh tenant with a machine that may do everything. */
export type World = {
  readonly tenant: Tenant
  readonly api: Awaited<ReturnType<typeof managementCalls>>
}

/** What a real tenant was seen, or is documented, to answer. */
export type RealAnswer = {
  /** Options of the tenant that is asked. */
  readonly given?: Partial<TenantOptions>
  /** The section of auth0-facts that says so. */
  readonly section: string
  readonly what: string
  readonly ask: (world: World) => Promise<Answer>
  readonly status: number
  /** Compared whole; `text` for an answer without JSON. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, unknown>>
}

export async function newWorld(given: Partial<TenantOptions> = {}): Promise<World> {
  const tenant = newTenant(given)
  return { tenant, api: await managementCalls(tenant, managementScopes) }
}

/** An answer without a body. */
export const nothing = { text: '' }

/** The error form that every refusal of the Management API has. */
export function refused(statusCode: number, error: string, message: unknown, errorCode?: unknown) {
  return { statusCode, error, message, ...(errorCode !== undefined && { errorCode }) }
}

/** Status, body and the headers that matter of what a fresh tenant answers. */
export async function answered(row: RealAnswer) {
  const { status, body, headers } = await row.ask(await newWorld(row.given))
  const names = Object.keys(row.headers ?? {})
  return {
    status,
    body,
    headers: Object.fromEntries(names.map((name) => [name, headers.get(name)])),
  }
}

/** What it must be equal to. */
export function expected({ status, body, headers = {} }: RealAnswer) {
  return { status, body, headers }
}

/** The rows under the names that reports show. */
export function named(rows: readonly RealAnswer[]): [name: string, row: RealAnswer][] {
  return rows.map((row) => [`auth0-facts ${row.section}: ${row.what}`, row])
}
