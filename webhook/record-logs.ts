import { createHash } from 'node:crypto'
import type { RecordLogs } from '../kernel/account-read.ts'
import type { DeliveryId } from '../kernel/ids.ts'
import type { DeliverySource } from '../store/tables/deliveries.ts'
import type { Told } from './account-event.ts'
import { isPassing, keepLetter } from './keep-letter.ts'
import { parseLogEntry } from './parse-log-entry.ts'
import { misunderstood, type Parsed } from './parsed.ts'
import type { ReceiverDeps } from './receiver-deps.ts'
import { recordEvent } from './record-event.ts'

type Deps = Pick<
  ReceiverDeps,
  'store' | 'connectionsAllowed' | 'matchSettings' | 'now' | 'newId' | 'deadLetterKey'
>

/** Records entries of the tenant's log, one after the other; one that cannot be read is kept and holds up no other. */
export function recordLogs(
  deps: Deps,
  source: Extract<DeliverySource, 'log_stream' | 'catch_up'>,
): RecordLogs {
  return async (entries, known) => {
    const counts = { recorded: 0, skipped: 0, kept: 0 }
    for (const entry of entries) {
      const receivedAt = deps.now()
      const read = parseLogEntry(entry, source, receivedAt)
      const isNews = read.kind === 'understood' && !isCovered(read.told, known?.accountsReadAt)
      const outcome = isNews ? await recordOne(deps, read) : read
      if (outcome.kind === 'misunderstood') {
        const bytes = toBytes(entry)
        const problem = bytes === null ? TOO_DEEP : outcome.problem
        const kept = bytes ?? Buffer.alloc(0)
        const letter = { id: idOfBytes('log', kept), source, bytes: kept, receivedAt }
        await keepLetter(deps, { ...letter, problem })
        counts.kept += 1
      } else counts[outcome.kind === 'recorded' ? 'recorded' : 'skipped'] += 1
    }
    return counts
  }
}

const TOO_DEEP = { code: 'wrong_shape', field: '(nested too deeply to be kept)' } as const

/** Null for what can be read and not be written again: the platform reads JSON of any depth. */
function toBytes(entry: unknown): Buffer | null {
  try {
    return Buffer.from(JSON.stringify(entry) ?? '')
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** That an account is gone is recorded all the same: what is still on its way about it must not bring it to life. */
function isCovered(told: Told, readAt: Date | undefined): boolean {
  if (readAt === undefined || told.kind !== 'hint' || told.tells === 'deletion') return false
  return told.occurredAt <= readAt
}

/** What fails for a reason of its own must not hold up those after it again and again. */
async function recordOne(deps: Deps, { told, parsed }: Extract<Parsed, { kind: 'understood' }>) {
  try {
    const { status } = await recordEvent(deps, told, parsed)
    return { kind: status }
  } catch (error) {
    if (isPassing(error)) throw error
    return misunderstood({ code: 'not_recorded' })
  }
}

/** An id for what has none that can be read: the same bytes are kept once. */
export function idOfBytes(prefix: string, bytes: Buffer): DeliveryId {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 32)
  return `${prefix}_${digest}` as DeliveryId
}
