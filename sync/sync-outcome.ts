import type { RunId } from '../kernel/ids.ts'
import type { LimitBreach } from './decide/check-limits.ts'
import type { Plan } from './decide/plan.ts'
import type { World } from './decide/world.ts'
import type { MatchDecision } from './match/decision.ts'

export type StageName = 'read' | 'match' | 'decide' | 'apply' | 'activities'

/** Counts of one run, as they are kept in `runs` and exported as metrics. */
export type SyncFigures = {
  readonly durationMs: number
  readonly users: number
  readonly matched: number
  /** Pairs that are new with this run. */
  readonly matchedNew: number
  readonly review: number
  /** Not linked, not asked about, no station account and not dismissed by a person. */
  readonly unmatched: number
  readonly sharedAccounts: number
  /** Users of whom a person said that nobody stands behind them. */
  readonly dismissed: number
  readonly employees: number
  /** Active employees whom PodFactory does not know yet. */
  readonly employeesWaiting: number
  /** Stored pairs whose PodFactory user is gone. */
  readonly stale: number
  /** Stored pairs that wait for a person. */
  readonly contradicted: number
  readonly mappingsWritten: number
  readonly reviewsOpened: number
  readonly reviewsClosed: number
  readonly metadataJobs: number
  /** People left for the next run because somebody else changed them meanwhile; counted in changes. */
  readonly postponed: number
  readonly activitiesImported: number
  /** `matched / (matched + unmatched)`; 1 when there is nobody. */
  readonly compatibility: number
  /** Milliseconds per stage; a stage that did not run is absent. */
  readonly stages: Partial<Readonly<Record<StageName, number>>>
}

/** What a run saw and did. */
export type SyncReport = {
  /** Null in a preview, which writes nothing, not even that it took place. */
  readonly runId: RunId | null
  readonly world: World
  readonly decisions: readonly MatchDecision[]
  readonly plan: Plan
  readonly figures: SyncFigures
}

/**
 * `busy`: another sync is at work, since `since` when that is known. `stopped`: limits stood against it and nothing was
 * written. `previewed`: this is what would be done. `done`: it was done.
 */
export type SyncOutcome =
  | { readonly kind: 'busy'; readonly since: Date | null }
  | ({ readonly kind: 'stopped'; readonly breaches: readonly LimitBreach[] } & SyncReport)
  | ({ readonly kind: 'previewed' | 'done' } & SyncReport)
