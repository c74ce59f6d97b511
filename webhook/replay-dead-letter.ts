import { type KeptLetter, markReplayed } from '../store/tables/dead-letters.ts'
import { reading } from '../store/transaction.ts'
import { parseDelivery } from './parse-delivery.ts'
import type { ReceiverDeps } from './receiver-deps.ts'
import { recordEvent } from './record-event.ts'
import { openBody } from './seal-body.ts'

/**
 * `recorded` and `duplicate` as at its arrival. `sealed`: its bytes were not kept, are gone after 14 days, or were sealed
 * with another key. `misunderstood`: it still says nothing podlink understands, and waits on.
 */
export type Replay = 'recorded' | 'duplicate' | 'sealed' | 'misunderstood'

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
  const read = parseDelivery(text, letter.deliveryId, letter.receivedAt)
  if (read.kind === 'misunderstood') return 'misunderstood'
  const { status } = await recordEvent(deps, read.event, read.parsed)
  // Recorded before it is marked: killed in between, it is found a duplicate the next time.
  await reading(deps.store, (db) => markReplayed(db, letter.id, deps.now()))
  return status
}
