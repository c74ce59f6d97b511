import { z } from 'zod'
import type { Json } from '../kernel/canonical-json.ts'
import { foldAddress } from '../kernel/fold-address.ts'
import { type DeliveryId, parseAuth0UserId } from '../kernel/ids.ts'
import type { AccountEvent } from './account-event.ts'
import { DELIVERY_VERSION, TOLERANCE_S } from './contract/delivery.ts'

/** Why a genuine delivery could not be understood; `field` is the path of the first field that is wrong. */
export type Misunderstanding =
  | { readonly code: 'malformed_json' | 'unsupported_version' }
  | { readonly code: 'wrong_shape'; readonly field: string }

export type ParsedDelivery =
  | { readonly kind: 'understood'; readonly event: AccountEvent; readonly parsed: Json }
  | { readonly kind: 'misunderstood'; readonly problem: Misunderstanding }

/** Before Auth0 existed; also keeps times inside what TIMESTAMP columns hold. */
const EARLIEST = Date.UTC(2010, 0, 1)

const positive = z.int().positive()
const userId = z.string().transform((value, context) => {
  const id = parseAuth0UserId(value)
  if (id !== null) return id
  context.addIssue({ code: 'custom', message: 'not an Auth0 user id' })
  return z.NEVER
})
const time = z.iso.datetime().transform((value) => new Date(value))
const version = z.object({ version: z.unknown() })
const delivery = z.object({
  version: z.literal(DELIVERY_VERSION),
  type: z.enum(['post_login', 'post_user_registration']),
  occurred_at: time,
  tenant: z.string().min(1).max(255),
  user: z.object({
    id: userId,
    email: z.string().min(3).max(255).nullable(),
    email_verified: z.boolean(),
    name: z.string().max(2_000).nullable(),
    created_at: time,
    app_metadata: z.object({
      employee_id: positive.optional(),
      department: z.string().nullable().optional(),
      role_code: z.string().nullable().optional(),
      podlink_rev: positive.optional(),
    }),
  }),
  connection: z.string().min(1).max(128),
  client_id: z.string().max(255).nullable(),
  login: z.object({ count: z.int().min(0) }).nullable(),
})

/**
 * Reads a body whose signature is verified. Types are strict, fields the contract does not know are ignored. Times that
 * lie ahead of `now` by more than the tolerance are refused: a newest fact from the future would never be replaced.
 */
export function parseDelivery(text: string, id: DeliveryId, now: Date): ParsedDelivery {
  const body = parseJson(text)
  if (body === undefined) return misunderstood({ code: 'malformed_json' })
  const stated = version.safeParse(body)
  if (stated.success && stated.data.version !== DELIVERY_VERSION) {
    return misunderstood({ code: 'unsupported_version' })
  }
  const read = delivery.safeParse(body)
  if (!read.success) {
    const field = read.error.issues[0]?.path.join('.') ?? ''
    return misunderstood({ code: 'wrong_shape', field })
  }
  const { occurred_at, user, ...rest } = read.data
  const latest = now.getTime() + TOLERANCE_S * 1000
  if (!isBetween(occurred_at, latest)) return wrongTime('occurred_at')
  if (!isBetween(user.created_at, latest)) return wrongTime('user.created_at')
  const event: AccountEvent = {
    deliveryId: id,
    type: rest.type,
    occurredAt: occurred_at,
    userId: user.id,
    email: user.email === null ? null : foldAddress(user.email),
    isEmailVerified: user.email_verified,
    name: user.name,
    createdAt: user.created_at,
    connection: rest.connection,
    held: user.app_metadata,
  }
  // The validated fields went through JSON before, so they go through it again unchanged.
  const parsed = JSON.parse(JSON.stringify(read.data)) as Json
  return { kind: 'understood', event, parsed }
}

function isBetween(at: Date, latest: number): boolean {
  return at.getTime() >= EARLIEST && at.getTime() <= latest
}

function wrongTime(field: string): ParsedDelivery {
  return misunderstood({ code: 'wrong_shape', field })
}

function misunderstood(problem: Misunderstanding): ParsedDelivery {
  return { kind: 'misunderstood', problem }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
