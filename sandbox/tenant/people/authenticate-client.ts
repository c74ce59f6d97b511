import { timingSafeEqual, createHash } from 'node:crypto'
import type { Context } from 'hono'
import { notModelled, oauthRefusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord } from '../tenant-state.ts'
import { optionalText } from './read-form.ts'

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function credentials(
  context: Context,
  body: Readonly<Record<string, unknown>>,
): { id: string | null; secret: string | null } {
  const basic = /^Basic (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1]
  if (basic === undefined) {
    return { id: optionalText(body, 'client_id'), secret: optionalText(body, 'client_secret') }
  }
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':')
  return { id: decodeURIComponent(id), secret: decodeURIComponent(secret) }
}

/**
 * The application behind a request, or null when it does not prove who it is; a public one
 * (`token_endpoint_auth_method: none`) needs no secret.
 */
export function findClient(
  tenant: TenantContext,
  context: Context,
  body: Readonly<Record<string, unknown>>,
): ClientRecord | null {
  if ('client_assertion' in body) throw notModelled('private_key_jwt')
  const { id, secret } = credentials(context, body)
  const client = tenant.state.clients.get(id ?? '')
  if (client === undefined) return null
  if (client.settings['token_endpoint_auth_method'] === 'none') return client
  const isKnown = secret !== null && timingSafeEqual(digest(secret), digest(client.client_secret))
  return isKnown ? client : null
}

/** @throws 401 when the application does not prove who it is. */
export function authenticateClient(
  tenant: TenantContext,
  context: Context,
  body: Readonly<Record<string, unknown>>,
): ClientRecord {
  const client = findClient(tenant, context, body)
  if (client === null) throw oauthRefusal(401, 'access_denied', 'Unauthorized')
  return client
}

/** @throws 403 when the application may not use this grant type. */
export function checkGrantType(client: ClientRecord, grantType: string): void {
  if (client.grant_types.includes(grantType)) return
  const message = `Grant type '${grantType}' not allowed for the client.`
  throw oauthRefusal(403, 'unauthorized_client', message)
}
