import type { RecordLogs, RecordReads } from '../../kernel/account-read.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Store } from '../../store/open-store.ts'
import type { Auth0History } from '../auth0-history.ts'
import type { RetryPolicy } from '../back-off.ts'
import type { CallBudget } from '../call-budget.ts'

/** What a catch-up works with; `auth0` is the client itself, which the run puts behind the shared budget. */
export type CatchUpDeps = {
  readonly store: Store
  readonly auth0: Auth0History
  readonly budget: CallBudget
  /** How often a call that may pass is sent again. */
  readonly retry: RetryPolicy
  /** Fetches the file of an export, from an address that Auth0 names. */
  readonly fetch: typeof fetch
  /** The receiver's own paths. */
  readonly recordReads: RecordReads
  readonly recordLogs: RecordLogs
  /** How long a run that was killed keeps the next one waiting, in milliseconds; it is renewed meanwhile. */
  readonly leaseMs: number
  /** How long the first look at an export waits; each later one twice as long, up to ten seconds. */
  readonly pollMs: number
  readonly now: () => Date
  /** A new unique id of at most 36 characters. */
  readonly newId: () => string
  /** 0 to below 1. */
  readonly random: () => number
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** Ends the run between two steps; what is stored by then is complete. */
  readonly signal: AbortSignal
  /** Told when a stage begins and while it goes on; `total` is null where it is not known. */
  readonly onStage?: (progress: Progress) => void
}

/** The same within a run: its calls are sent within the budget, and again when that may help. */
export type WalkDeps = CatchUpDeps & { readonly onStage: (progress: Progress) => void }

export type Progress = {
  readonly stage: 'export' | 'accounts' | 'logs' | 'questions'
  readonly done: number
  readonly total: number | null
}
