import { z } from 'zod'
import { foldAddress } from '../kernel/fold-address.ts'
import type { DeliveryId } from '../kernel/ids.ts'
import type { AccountEvent } from './account-event.ts'
import { DELIVERY_VERSION } from './contract/delivery.ts'
import {
  fieldOf,
  isPlausible,
  misunderstood,
  type Parsed,
  parseJson,
  time,
  understood,
  userId,
  wrongShape,
} from './parsed.ts'

const positive = z.int().positive()
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
export function parseDelivery(
  text: string,
  id: DeliveryId,
  now: Date,
): Exclude<Parsed, { kind: 'ignored' }> {
  const body = parseJson(text)
  if (body === undefined) return misunderstood({ code: 'malformed_json' })
  const stated = version.safeParse(body)
  if (stated.success && stated.data.version !== DELIVERY_VERSION) {
    return misunderstood({ code: 'unsupported_version' })
  }
  const read = delivery.safeParse(body)
  if (!read.success) return wrongShape(fieldOf(read.error))
  const { occurred_at, user, ...rest } = read.data
  if (!isPlausible(occurred_at, now)) return wrongShape('occurred_at')
  if (!isPlausible(user.created_at, now)) return wrongShape('user.created_at')
  const event: AccountEvent = {
    kind: 'account',
    deliveryId: id,
    source: 'action',
    evidence: 'signed',
    type: rest.type,
    occurredAt: occurred_at,
    knownUntil: occurred_at,
    userId: user.id,
    email: user.email === null ? null : foldAddress(user.email),
    isEmailVerified: user.email_verified,
    isBlocked: null,
    name: user.name,
    createdAt: user.created_at,
    connection: rest.connection,
    loggedInAt: rest.type === 'post_login' ? occurred_at : null,
    held: user.app_metadata,
  }
  return understood(event, read.data)
}
