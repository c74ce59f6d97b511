import { createHash } from 'node:crypto'
import type { RecordLogs } from '../kernel/account-read.ts'
import type { DeliveryId } from '../kernel/ids.ts'
import type { DeliverySource } from '../store/tables/deliveries.ts'
import type { Told } from './account-event.ts'
import { isPassing, keepLetter } from './keep-letter.ts'
import { parseLogEntry } from './parse-log-entry.ts'
import { type Misunderstanding, misunderstood, type Parsed } from './parsed.ts'
import type { ReceiverDeps } from './receiver-deps.ts'
import { type RecordDelivery, recordInGroups } from './record-in-groups.ts'

type Deps = Pick<
  ReceiverDeps,
  'store' | 'connectionsAllowed' | 'matchSettings' | 'now' | 'newId' | 'deadLetterKey'
> & {
  /** How the receiver records, where there is one around; groups of its own when absent. */
  readonly record?: RecordDelivery
}

/** Under way at once: enough to fill the groups, so that a failure leaves few behind it that were recorded already. */
const AT_ONCE = 128

/** Records entries of the tenant's log; one that cannot be read is kept and holds up no other. */
export function recordLogs(
  deps: Deps,
  source: Extract<DeliverySource, 'log_stream' | 'catch_up'>,
): RecordLogs {
  const record = deps.record ?? recordInGroups(deps)
  return async (entries, known) => {
    const counts = { recorded: 0, skipped: 0, kept: 0 }
    for (let start = 0; start < entries.length; start += AT_ONCE) {
      const receivedAt = deps.now()
      const some = entries.slice(start, start + AT_ONCE)
      const recordings = some.map(async (entry) => {
        const read = parseLogEntry(entry, source, receivedAt)
        const isNews = read.kind === 'understood' && !isCovered(read.told, known?.accountsReadAt)
        return isNews ? recordOne(record, read) : read
      })
      for (const [index, outcome] of (await Promise.allSettled(recordings)).entries()) {
        if (outcome.status === 'rejected') throw outcome.reason
        if (outcome.value.kind === 'misunderstood') {
          await keepEntry(deps, source, {
            entry: some[index],
            receivedAt,
            problem: outcome.value.problem,
          })
          counts.kept += 1
        } else counts[outcome.value.kind === 'recorded' ? 'recorded' : 'skipped'] += 1
      }
    }
    return counts
  }
}

async function keepEntry(
  deps: Deps,
  source: DeliverySource,
  of: { readonly entry: unknown; readonly receivedAt: Date; readonly problem: Misunderstanding },
): Promise<void> {
  const bytes = toBytes(of.entry)
  const problem = bytes === null ? TOO_DEEP : of.problem
  const kept = bytes ?? Buffer.alloc(0)
  const letter = { id: idOfBytes('log', kept), source, bytes: kept, receivedAt: of.receivedAt }
  await keepLetter(deps, { ...letter, problem })
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
async function recordOne(
  record: RecordDelivery,
  understood: Extract<Parsed, { kind: 'understood' }>,
) {
  try {
    const { status } = await record(understood)
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
