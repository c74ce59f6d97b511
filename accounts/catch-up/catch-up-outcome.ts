import type { LimitBreach } from './check-export.ts'

/** Counts of one run, as they are kept in `runs`; null where the accounts were not to be read. */
export type CatchUpFigures = {
  readonly durationMs: number
  readonly accountsRead: number | null
  readonly accountsRecorded: number | null
  /** Accounts that the worker was asked to read one by one. */
  readonly accountsAsked: number | null
  readonly logsRead: number
  readonly logsRecorded: number
  /** Known already, or of no use. */
  readonly logsSkipped: number
  /** Kept as dead letters. */
  readonly logsKept: number
}

/** Where the accounts came from: all in one file, or each by a job of the worker where the plan has no exports. */
export type AccountSource = 'export' | 'jobs'

/**
 * Where the log was read from. `first`: there was no checkpoint, so that it is read from this run on. `lost`: Auth0 did not
 * keep it any more, so that entries before this run may be missing; the accounts hold what they told.
 */
export type LogStart = 'stored' | 'first' | 'lost'

export type CatchUpReport = {
  readonly accounts: AccountSource | null
  readonly logStart: LogStart
  readonly figures: CatchUpFigures
}

/**
 * `busy`: another one is at work, since `since` when that is known. `stopped`: a limit stood against it and nothing was
 * written. `interrupted`: it was asked to end; what it had stored stays, the next one goes on.
 */
export type CatchUpOutcome =
  | { readonly kind: 'busy'; readonly since: Date | null }
  | { readonly kind: 'stopped'; readonly breaches: readonly LimitBreach[] }
  | { readonly kind: 'interrupted' }
  | ({ readonly kind: 'done' } & CatchUpReport)
