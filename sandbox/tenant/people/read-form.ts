import type { Context } from 'hono'
import { z } from 'zod'
import { oauthRefusal } from '../core/refusal.ts'
import type { PersonRequest } from '../runtime/action-event.ts'

const fields = z.record(z.string(), z.unknown())

/** The fields of a form or a JSON object; only text counts. */
export async function readFields(context: Context): Promise<Readonly<Record<string, unknown>>> {
  const type = context.req.header('content-type') ?? ''
  if (type.includes('json')) {
    const body = fields.safeParse(await context.req.json().catch(() => null))
    if (body.success) return body.data
    throw oauthRefusal(400, 'invalid_request', 'The body is not a JSON object')
  }
  return context.req.parseBody()
}

/** @throws 400 when the field is missing or is no text. */
export function requiredText(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name]
  if (typeof value === 'string' && value !== '') return value
  throw oauthRefusal(400, 'invalid_request', `Missing required parameter: ${name}`)
}

/** The field's text, or null when it is missing. */
export function optionalText(body: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = body[name]
  return typeof value === 'string' && value !== '' ? value : null
}

// What an Action may see of the body: never a password, a token or a secret.
const shownFields = [
  'grant_type',
  'client_id',
  'audience',
  'scope',
  'username',
  'realm',
  'connection',
]

// Left out of `event.request` since 2025-09-16 (auth0-facts 1.3).
const strippedFromQuery = new Set([
  'auth_session',
  'authn_response',
  'client_secret',
  'client_assertion',
  'refresh_token',
])

/** The query string as Actions see it: without what could log somebody in. */
export function shownQuery(
  query: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !strippedFromQuery.has(name)))
}

/** The request as Actions see it. The caller's address is always loopback here. */
export function personRequest(
  context: Context,
  body: Readonly<Record<string, unknown>>,
): PersonRequest {
  const shown = shownFields.flatMap((name) => {
    const value = optionalText(body, name)
    return value === null ? [] : [[name, value] as const]
  })
  return {
    ip: '127.0.0.1',
    method: context.req.method,
    hostname: new URL(context.req.url).host,
    userAgent: context.req.header('user-agent') ?? '',
    query: shownQuery(context.req.query()),
    body: Object.fromEntries(shown),
  }
}
