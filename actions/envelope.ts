import {
  type DeliveryAnswer,
  type DeliveryBody,
  DELIVERY_VERSION,
  type EnrichmentFacts,
  UNKNOWN_CONNECTION,
} from '../webhook/contract/delivery.ts'
import type { PostLoginEvent, PostUserRegistrationEvent } from './auth0-types.ts'

/** Our four keys of `app_metadata`, as far as they hold what podlink would have written. */
export type HeldFacts = { readonly [Key in keyof EnrichmentFacts]?: EnrichmentFacts[Key] }

/**
 * What the account holds of our four keys. A value of another type counts as absent: somebody else wrote it.
 */
export function readHeldFacts(appMetadata: unknown): HeldFacts {
  if (!isRecord(appMetadata)) return {}
  const { employee_id, department, role_code, podlink_rev } = appMetadata
  return {
    ...(isPositiveWhole(employee_id) ? { employee_id } : {}),
    ...(isFilled(department) ? { department } : {}),
    ...(isFilled(role_code) ? { role_code } : {}),
    ...(isPositiveWhole(podlink_rev) ? { podlink_rev } : {}),
  }
}

/** The delivery of a login. `count` includes this login, as Auth0 counts. */
export function loginDelivery(event: PostLoginEvent, occurredAt: Date): DeliveryBody {
  return {
    ...commonPart(event, occurredAt),
    type: 'post_login',
    client_id: event.client.client_id,
    login: { count: event.stats.logins_count },
  }
}

/** The delivery of a registration. */
export function registrationDelivery(
  event: PostUserRegistrationEvent,
  occurredAt: Date,
): DeliveryBody {
  return {
    ...commonPart(event, occurredAt),
    type: 'post_user_registration',
    client_id: null,
    login: null,
  }
}

/** The receiver's answer, or null when its shape is not the contract's. The signature must be verified before. */
export function parseAnswer(text: string): DeliveryAnswer | null {
  const answer = parseJson(text)
  if (!isRecord(answer)) return null
  const { status, enrichment } = answer
  if (status !== 'recorded' && status !== 'duplicate') return null
  if (enrichment === null) return { status, enrichment }
  const offer = parseOffer(enrichment)
  return offer === null ? null : { status, enrichment: offer }
}

function commonPart(event: PostUserRegistrationEvent, occurredAt: Date) {
  const { user } = event
  return {
    version: DELIVERY_VERSION,
    occurred_at: occurredAt.toISOString(),
    tenant: event.tenant.id,
    user: {
      id: user.user_id,
      email: user.email ?? null,
      email_verified: user.email_verified === true,
      name: user.name ?? null,
      created_at: new Date(user.created_at).toISOString(),
      app_metadata: readHeldFacts(user.app_metadata),
    },
    connection: connectionOf(event),
  } as const
}

/**
 * Where the address comes from. A login may use another identity of the account than the one Auth0 takes the address from,
 * and only the connection of that one says what `email_verified` is worth.
 */
function connectionOf({ user, connection }: PostUserRegistrationEvent): string {
  if (user.identities === undefined) return connection.name
  const primary = user.identities.find((one) => `${one.provider}|${one.user_id}` === user.user_id)
  return primary?.connection ?? UNKNOWN_CONNECTION
}

function parseOffer(value: unknown): EnrichmentFacts | null {
  if (!isRecord(value)) return null
  const { employee_id, department, role_code, podlink_rev } = value
  if (!isPositiveWhole(employee_id) || !isPositiveWhole(podlink_rev)) return null
  if (department !== null && !isFilled(department)) return null
  if (role_code !== null && !isFilled(role_code)) return null
  return { employee_id, department, role_code, podlink_rev }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPositiveWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
