import type { Tenant, TenantOptions } from '../../../../sandbox/tenant/create-tenant.ts'
import { claimsOf, deployActions, logIn, signUp, type Answer } from '../drive-tenant.ts'
import { newTenant } from '../new-tenant.ts'

export const email = 'ada@example.test'

/** A signed-up person in a tenant with these post-login Actions, bound in this order. */
export async function tenantWith(
  code: string | readonly string[],
  options: Partial<TenantOptions> = {},
): Promise<Tenant> {
  const tenant = newTenant(options)
  await signUp(tenant, email)
  const codes = typeof code === 'string' ? [code] : code
  await deployActions(
    tenant,
    codes.map((text, index) => ({ name: `login-${index}`, trigger: 'post-login', code: text })),
  )
  return tenant
}

/** A post-login Action with this body, in which `event` and `api` can be used. */
export function action(body: string): string {
  return `exports.onExecutePostLogin = async (event, api) => {\n${body}\n}`
}

/** An Action that puts what `body` returns into the id token, as the claim `result`. */
export function telling(body: string): string {
  return action(
    `const result = await (async () => { ${body} })(); api.idToken.setCustomClaim('result', result)`,
  )
}

/** An Action that tells what each of these calls throws, null where nothing. */
export function messagesOf(calls: readonly string[]): string {
  return telling(`return [${calls.join()}].map((call) => {
    try { call(); return null } catch (error) { return error.message }
  })`)
}

/** Logs in and gives what `telling` put into the token. */
export async function toldBy(tenant: Tenant): Promise<unknown> {
  return toldIn(await logIn(tenant, { email }))
}

/** @throws the answer when the login was refused, so that the reason is seen. */
export function toldIn(answer: Answer): unknown {
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return claimsOf(answer, 'id_token')['result']
}

/** Why the login was refused; null when it was not. */
export async function refusalOf(tenant: Tenant): Promise<string | null> {
  const { status, body } = await logIn(tenant, { email })
  return status === 200 ? null : String(body['error_description'])
}

/** `error_class` of every failed execution, as the tenant log tells it. */
export function errorClasses(tenant: Tenant): unknown[] {
  return tenant.log.entries
    .filter(({ type }) => type === 'actions_execution_failed')
    .map(({ details }) => details?.['error_class'])
}
