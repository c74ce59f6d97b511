import type { NewReviewCase } from '../../store/tables/review-cases.ts'
import type { AuditEntry } from '../../store/tables/mapping-audit.ts'

/** A question that should be open after the run. */
export type WantedReview = {
  readonly group: string
  readonly reviewCase: Omit<NewReviewCase, 'runId'>
  /** Whom the question is about, for the history line. */
  readonly about: Pick<
    AuditEntry,
    'employeeId' | 'auth0UserId' | 'podfactoryUserId' | 'productivityEmail' | 'podfactoryEmail'
  >
}
