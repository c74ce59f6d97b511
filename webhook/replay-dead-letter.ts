import type { DeliveryId } from '../kernel/ids.ts'
import { type KeptLetter, markReplayed } from '../store/tables/dead-letters.ts'
import { reading } from '../store/transaction.ts'
import { parseDelivery } from './parse-delivery.ts'
import { parseJson, type Parsed } from './parsed.ts'
import { parseLogEntry } from './parse-log-entry.ts'
import { parseStreamEvent } from './parse-stream-event.ts'
import type { ReceiverDeps } from './receiver-deps.ts'
import { recordEvent } from './record-event.ts'
import { openBody } from './seal-body.ts'

/**
 * `recorded` and `duplicate` as at its arrival. `ignored`: it tells podlink nothing, and waits no longer. `sealed`: its bytes were not kept, are gone after 14 days, or were sealed
 * with another key. `misunderstood`: it still says nothing podlink understands, and waits on.
 */
export type Replay = 'recorded' | 'duplicate' | 'ignored' | 'sealed' | 'misunderstood'

/** The text of a letter as it was signed, or null when it cannot be opened. It holds personal data. */
export function openLetter(letter: KeptLetter, key: Buffer | null): string | null {
  if (letter.body === null || letter.deliveryId === null || key === null) return null
  return openBody(letter.body, key, letter.deliveryId)?.toString('utf8') ?? null
}

/**
 * Records what a letter says if it can be understood now, exactly as if it arrived then; again and again changes nothing.
 * Its signature was verified when it came.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_CONFLICT: it waits on.
 */
export async function replayDeadLetter(deps: ReceiverDeps, letter: KeptLetter): Promise<Replay> {
  const text = openLetter(letter, deps.deadLetterKey)
  if (text === null || letter.deliveryId === null) return 'sealed'
  const read = parseLetter(letter, letter.deliveryId, text)
  if (read.kind === 'misunderstood') return 'misunderstood'
  const status = read.kind === 'ignored' ? read.kind : await record(deps, read)
  // Recorded before it is marked: killed in between, it is found a duplicate the next time.
  await reading(deps.store, (db) => markReplayed(db, letter.id, deps.now()))
  return status
}

async function record(
  deps: ReceiverDeps,
  { told, parsed }: Extract<Parsed, { kind: 'understood' }>,
): Promise<'recorded' | 'duplicate'> {
  return (await recordEvent(deps, told, parsed)).status
}

/** By whom it was sent says how it is to be read. */
function parseLetter({ source, receivedAt }: KeptLetter, id: DeliveryId, text: string): Parsed {
  switch (source) {
    case 'action':
      return parseDelivery(text, id, receivedAt)
    case 'event_stream':
      return parseStreamEvent(text, receivedAt)
    case 'log_stream':
    case 'catch_up':
      return parseLogEntry(parseJson(text), source, receivedAt)
  }
}
