import { z } from 'zod'
import { parseDeliveryId } from '../kernel/ids.ts'
import type { DeliverySource } from '../store/tables/deliveries.ts'
import type { AccountHint } from './account-event.ts'
import {
  fieldOf,
  isPlausible,
  type Parsed,
  time,
  understood,
  userId,
  wrongShape,
} from './parsed.ts'

/** Log codes that tell podlink something (https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes). */
const TELLS: ReadonlyMap<string, AccountHint['tells']> = new Map([
  ['s', 'login'],
  ['ss', 'change'],
  ['sv', 'change'],
  ['sce', 'change'],
  ['scu', 'change'],
  ['sdu', 'deletion'],
])

const code = z.object({ type: z.string().max(64) })
const entry = code.extend({
  log_id: z.string().regex(/^[A-Za-z0-9._-]{1,120}$/),
  date: time,
  // Some entries are about nobody, or about somebody who has no account.
  user_id: z.union([userId, z.literal('')]).nullish(),
  connection: z.string().max(128).nullish(),
})

/**
 * Reads an entry of the tenant's log: as a log stream sends it (`{log_id, data}`) or as the Management API lists it. It says
 * what happened to an account and not how the account is now.
 */
export function parseLogEntry(
  record: unknown,
  source: Extract<DeliverySource, 'log_stream' | 'catch_up'>,
  now: Date,
): Parsed {
  const flat = flatten(record)
  const stated = code.safeParse(flat)
  if (!stated.success) return wrongShape(fieldOf(stated.error))
  const tells = TELLS.get(stated.data.type)
  if (tells === undefined) return { kind: 'ignored' }
  const read = entry.safeParse(flat)
  if (!read.success) return wrongShape(fieldOf(read.error))
  const { log_id, date, type, user_id } = read.data
  const id = parseDeliveryId(`log_${log_id}`)
  if (id === null) return wrongShape('log_id')
  if (!isPlausible(date, now)) return wrongShape('date')
  if (!user_id) return { kind: 'ignored' }
  return understood(
    { kind: 'hint', deliveryId: id, source, type, userId: user_id, occurredAt: date, tells },
    read.data,
  )
}

function flatten(record: unknown): unknown {
  const isWrapped = typeof record === 'object' && record !== null && 'data' in record
  if (!isWrapped || typeof record.data !== 'object' || record.data === null) return record
  return { ...record.data, ...('log_id' in record ? { log_id: record.log_id } : {}) }
}
