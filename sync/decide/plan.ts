import type { Offer } from '../../kernel/enrichment.ts'
import type { EmployeeId, PodfactoryUserId, RunId } from '../../kernel/ids.ts'
import type { Auth0User } from '../../store/tables/auth0-user-mapping.ts'
import type { EmployeeFacts } from '../../store/tables/employee-facts.ts'
import type { PodfactoryMapping } from '../../store/tables/employee-podfactory-mapping.ts'
import type { AuditEntry } from '../../store/tables/mapping-audit.ts'
import type { NewReviewCase, ReviewKind } from '../../store/tables/review-cases.ts'

/** One change with the history lines that are stored beside it. Changes of one `group` are about one person and stay together. */
export type Change = {
  readonly group: string
  readonly audit: readonly AuditEntry[]
} & (
  | {
      readonly kind: 'put_mapping'
      /** What is stored now; null for a pair that is new. */
      readonly before: PodfactoryMapping | null
      readonly mapping: PodfactoryMapping
    }
  | { readonly kind: 'remove_mapping'; readonly before: PodfactoryMapping }
  | { readonly kind: 'put_facts'; readonly facts: EmployeeFacts }
  | {
      readonly kind: 'open_review'
      readonly reviewCase: NewReviewCase
      /** False when an open case gets another reason or other candidates. */
      readonly isNew: boolean
    }
  | {
      readonly kind: 'close_review'
      readonly review: { readonly kind: ReviewKind; readonly subject: string }
      readonly because: string
    }
  | {
      readonly kind: 'change_account'
      /** The account as it was when this was decided. */
      readonly seen: Auth0User
      readonly employeeId: EmployeeId
      readonly offer: Offer
      readonly metadataWanted: string
      /** Open key of the job that tells Auth0; null when Auth0 was told already. */
      readonly jobKey: string | null
    }
)

export type ChangeKind = Change['kind']

/** What a run will do, in order, and what it leaves as it is. Without changes everything is as it should be. */
export type Plan = {
  readonly changes: readonly Change[]
  /** PodFactory users of stored pairs that PodFactory no longer has; the pairs stay. */
  readonly stale: readonly PodfactoryUserId[]
  /** Stored pairs that the rules contradict; the pairs stay until a person decides. */
  readonly contradicted: readonly PodfactoryUserId[]
}

/** What every history line of a run carries. `runId` is null in a preview. */
export type RunStamp = { readonly runId: RunId | null; readonly now: Date }
