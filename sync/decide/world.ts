import type { Auth0User } from '../../store/tables/auth0-user-mapping.ts'
import type { EmployeeFacts } from '../../store/tables/employee-facts.ts'
import type { PodfactoryMapping } from '../../store/tables/employee-podfactory-mapping.ts'
import type { Employee } from '../../store/tables/employees.ts'
import type { ReviewCase } from '../../store/tables/review-cases.ts'
import type { UserDecision } from '../../store/tables/review-decisions.ts'
import type { SpecialMapping } from '../../store/tables/special-mappings.ts'
import type { UserRecord } from '../match/people.ts'

/** What the last run that succeeded had seen; later runs are measured against it. */
export type GoodRun = {
  readonly startedAt: Date
  readonly users: number
  readonly employees: number
  /** Stored pairs whose PodFactory user was gone. */
  readonly stale: number
}

/** Everything a run knows before it decides, read once; no list has a meaningful order but `userDecisions`. */
export type World = {
  readonly users: readonly UserRecord[]
  /** Highest PodFactory activity id; null while there is none. */
  readonly newestActivityId: number | null
  /** Newest PodFactory activity id that was covered; null before the first import. */
  readonly activityCursor: number | null
  readonly employees: readonly Employee[]
  readonly facts: readonly EmployeeFacts[]
  readonly auth0Users: readonly Auth0User[]
  readonly mappings: readonly PodfactoryMapping[]
  readonly specialMappings: readonly SpecialMapping[]
  /** Oldest first. */
  readonly userDecisions: readonly UserDecision[]
  readonly openReviews: readonly ReviewCase[]
  /** Null when no run ever succeeded. */
  readonly lastGoodRun: GoodRun | null
}
