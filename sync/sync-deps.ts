import type { Logger } from '../kernel/log.ts'
import type { Store } from '../store/open-store.ts'
import type { SyncLimits } from './decide/check-limits.ts'
import type { MetadataRules } from './decide/decide-account.ts'
import type { MatchSettings } from './match/settings.ts'
import type { PodfactorySource } from './source/podfactory-source.ts'
import type { StageName } from './sync-outcome.ts'

/** What a sync works with; the caller opens and closes store and source. */
export type SyncDeps = Omit<MetadataRules, 'companyDomains'> & {
  readonly store: Store
  readonly source: PodfactorySource
  readonly matchSettings: MatchSettings
  readonly limits?: SyncLimits
  /**
   * How long a sync that was killed keeps the next one waiting, in milliseconds; longer than the longest read of
   * PodFactory. 120 000 when absent.
   */
  readonly leaseMs?: number
  readonly now: () => Date
  /** Milliseconds of a clock that never goes back. */
  readonly clockMs: () => number
  readonly newId: () => string
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** Told when a stage begins and while it goes on. */
  readonly onStage?: (progress: Progress) => void
}

/** `total` is null where it is not known beforehand. */
export type Progress = {
  readonly stage: StageName
  readonly done: number
  readonly total: number | null
}

export type SyncOptions = {
  /** False previews: the same report, and not one row is written. */
  readonly apply: boolean
  /** Names of limits that a person allows to be broken this time. */
  readonly allow: readonly string[]
}
