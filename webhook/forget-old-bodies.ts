import { dropOldBodies } from '../store/tables/dead-letters.ts'
import { reading } from '../store/transaction.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

const KEPT_MS = 14 * 24 * 3_600_000
const LOOK_EVERY_MS = 3_600_000

/** Removes the bytes of dead letters that are 14 days old, now and every hour until `stop`; a failure waits an hour. */
export function forgetOldBodies(deps: Pick<ReceiverDeps, 'store' | 'now' | 'log'>): {
  readonly stop: () => void
} {
  const forget = async (): Promise<void> => {
    try {
      const before = new Date(deps.now().getTime() - KEPT_MS)
      const letters = await reading(deps.store, (db) => dropOldBodies(db, before))
      if (letters > 0) deps.log.info({ letters }, 'bytes of old dead letters removed')
    } catch (error) {
      deps.log.warn(
        { code: error instanceof Error ? error.name : 'unknown' },
        'old dead letters stay',
      )
    }
  }
  void forget()
  const timer = setInterval(() => void forget(), LOOK_EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
