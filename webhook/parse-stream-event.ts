import { z } from 'zod'
import { foldAddress } from '../kernel/fold-address.ts'
import { parseDeliveryId } from '../kernel/ids.ts'
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

const TYPES = ['user.created', 'user.updated', 'user.deleted']

const envelope = z.object({
  specversion: z.literal('1.0'),
  id: z.string().transform((value, context) => {
    // Held to Auth0's own names: no event may be taken for a delivery of an Action, or for a read of Auth0.
    const id = value.startsWith('evt_') ? parseDeliveryId(value) : null
    if (id !== null) return id
    context.addIssue({ code: 'custom', message: 'not an event id' })
    return z.NEVER
  }),
  type: z.string().max(64),
  a0purpose: z.string().optional(),
})

const account = z.object({
  user_id: userId,
  email: z.string().max(255).nullish(),
  email_verified: z.boolean().optional(),
  name: z.string().max(2_000).nullish(),
  blocked: z.boolean().optional(),
  created_at: time,
  updated_at: time,
  last_login: time.nullish(),
  identities: z.array(z.object({ connection: z.string().min(1).max(128) })).optional(),
})

/**
 * Reads an event of Auth0's event stream (CloudEvents 1.0 in JSON). Test events and those about anything but users are
 * ignored. Nothing signs them, so what they tell is a hint.
 */
export function parseStreamEvent(text: string, now: Date): Parsed {
  const body = parseJson(text)
  if (body === undefined) return misunderstood({ code: 'malformed_json' })
  const outer = envelope.safeParse(body)
  if (!outer.success) return wrongShape(fieldOf(outer.error))
  const { id, type, a0purpose } = outer.data
  if (!TYPES.includes(type) || a0purpose === 'test') return { kind: 'ignored' }
  return type === 'user.deleted'
    ? readDeletion(body, { id, type, now })
    : readAccount(body, { id, type, now })
}

type About = { readonly id: z.output<typeof envelope>['id']; readonly type: string; now: Date }

const deletion = z.object({
  data: z.object({ object: z.object({ user_id: userId, deleted_at: time }) }),
})

function readDeletion(body: unknown, { id, type, now }: About): Parsed {
  const read = deletion.safeParse(body)
  if (!read.success) return wrongShape(fieldOf(read.error))
  const { user_id, deleted_at } = read.data.data.object
  if (!isPlausible(deleted_at, now)) return wrongShape('data.object.deleted_at')
  return understood(
    {
      kind: 'hint',
      deliveryId: id,
      source: 'event_stream',
      type,
      userId: user_id,
      occurredAt: deleted_at,
      tells: 'deletion',
    },
    read.data,
  )
}

const change = z.object({ data: z.object({ object: account }) })

function readAccount(body: unknown, { id, type, now }: About): Parsed {
  const read = change.safeParse(body)
  if (!read.success) return wrongShape(fieldOf(read.error))
  const user = read.data.data.object
  for (const field of ['created_at', 'updated_at', 'last_login'] as const) {
    const at = user[field]
    if (at && !isPlausible(at, now)) return wrongShape(`data.object.${field}`)
  }
  const origin = {
    deliveryId: id,
    source: 'event_stream' as const,
    type,
    userId: user.user_id,
    occurredAt: user.updated_at,
  }
  const connection = user.identities?.[0]?.connection
  const { email, email_verified: isEmailVerified } = user
  // Events may leave fields out, and what is left out is not what is empty.
  if (email === undefined || isEmailVerified === undefined || connection === undefined) {
    return understood({ ...origin, kind: 'hint', tells: 'change' }, read.data)
  }
  return understood(
    {
      ...origin,
      kind: 'account',
      evidence: 'hint',
      knownUntil: user.updated_at,
      email: email === null ? null : foldAddress(email),
      isEmailVerified,
      isBlocked: user.blocked ?? null,
      name: user.name ?? null,
      createdAt: user.created_at,
      connection,
      loggedInAt: user.last_login ?? null,
      held: {},
    },
    read.data,
  )
}
