import { readSetting } from '../../store/tables/settings.ts'
import { reading } from '../../store/transaction.ts'
import type { LogStart } from './catch-up-outcome.ts'
import type { WalkDeps } from './catch-up-deps.ts'

/** The entry after which the log is read; null when the log is empty and nothing is to be read. */
export type Start = { readonly kind: LogStart; readonly checkpoint: string | null }

/**
 * Where this run goes on in the tenant's log: where the last one ended, and otherwise at the newest entry. Look before the
 * accounts are read, so that they hold all that came before.
 */
export async function findStart(deps: WalkDeps): Promise<Start> {
  const stored = await reading(deps.store, (db) => readSetting(db, 'log_checkpoint'))
  if (stored !== null && (await deps.auth0.isLogKept(stored))) {
    return { kind: 'stored', checkpoint: stored }
  }
  const newest = await deps.auth0.findNewestLog()
  if (stored === null) return { kind: 'first', checkpoint: newest }
  // Nothing happened for so long that nothing is kept: what comes next is read from the same place.
  return newest === null
    ? { kind: 'stored', checkpoint: stored }
    : { kind: 'lost', checkpoint: newest }
}
