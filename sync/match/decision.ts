import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'
import type { AddressLevel } from './normalize-email.ts'
import type { NameLevel } from './compare-names.ts'

/**
 * Version of the rules, stored with every decision. Raise it whenever the same input could be decided differently.
 */
export const RULES_VERSION = 4

/** Rules that link a user to one employee. */
export type MatchedRule =
  | 'special-mapping'
  | 'manual-decision'
  | 'existing-mapping'
  | 'email-exact'
  | 'email-plus'
  | 'email-suffix'
  | 'email-respelled'
  | 'email-mirrored'
  | 'email-similar'
  | 'name-exact'
  | 'name-normalised'
  | 'name-department'
  | 'name-partial'
  | 'name-similar'
  | 'previous-name'

/** Reasons to ask a person. */
export type ReviewRule =
  | 'pinned-employee-missing'
  | 'denied-before'
  | 'existing-employee-missing'
  | 'existing-conflict'
  | 'shared-address'
  | 'email-of-several'
  | 'email-name-conflict'
  | 'email-and-name-disagree'
  | 'email-unknown-name-conflict'
  | 'email-unknown-number'
  | 'email-without-name'
  | 'name-ambiguous'
  | 'name-common'
  | 'users-contradict'
  | 'name-department-conflict'
  | 'name-incomplete'
  | 'name-lone'
  | 'name-approximate'
  | 'inactive-employee'

/** Reasons why nobody stands behind a user. `shared-account` is a station and not a person. */
export type UnmatchedRule = 'shared-account' | 'decided-nobody' | 'no-candidate'

/**
 * One observation with the two values that were compared and what it weighs in bits, so that a stored decision explains
 * itself without its sources: the candidate's score is `scoreOf` the sum of its weights.
 * `prior` is what is known before anything is compared; its level names the version of rules and weights. `claim` tells
 * whether another user has the employee's own address. `margin` stands at the best candidate only: `user` holds the bits
 * by which he leads, `employee` the id of the runner-up. `threshold`, there too, tells that `linkBitsMin` was not the default of
 * the rules; `user` then holds it. `candidates` / `one-of` tells that more people fitted than are
 * listed; `user` then holds the number of them.
 */
export type Evidence = {
  readonly user: string | null
  readonly employee: string | null
  /** Bits; 0 for what only informs. */
  readonly weight: number
} & (
  | { readonly field: 'email'; readonly level: AddressLevel }
  | { readonly field: 'address_name'; readonly level: NameLevel }
  | {
      readonly field: 'name' | 'previous_name'
      readonly level: NameLevel
      /** The folded words that were compared. */
      readonly userKey: string | null
      readonly employeeKey: string | null
    }
  | { readonly field: 'department'; readonly level: DepartmentLevel }
  | { readonly field: 'active'; readonly level: 'inactive' }
  | { readonly field: 'claim'; readonly level: 'claimed' | 'free' }
  | { readonly field: 'prior'; readonly level: string }
  | { readonly field: 'margin'; readonly level: 'ahead' | 'close' }
  | { readonly field: 'threshold'; readonly level: 'chosen' }
  | { readonly field: 'pin'; readonly level: 'special' | 'manual' }
  | { readonly field: 'candidates'; readonly level: 'one-of' }
)

/** `mixed`: one hint speaks for the department and another against it. `unknown`: one of the sides says nothing. */
export type DepartmentLevel = 'agrees' | 'mixed' | 'differs' | 'unknown'

export type Candidate = {
  readonly employeeId: EmployeeId
  /** 0 to 1: the chance, by the weights of the evidence, that this is the person and not a stranger. */
  readonly score: number
  readonly evidence: readonly Evidence[]
}

type Base = {
  readonly userId: PodfactoryUserId
  /** Score of the chosen or of the best candidate; 0 without one. */
  readonly score: number
  /** Best first, at most `candidatesMax`. */
  readonly candidates: readonly Candidate[]
}

/** `matched` names one employee; `review` asks a person, best candidate first; `unmatched` has nobody to offer. */
export type MatchDecision = Base &
  (
    | {
        readonly outcome: 'matched'
        readonly rule: MatchedRule
        readonly employeeId: EmployeeId
        readonly matchedBy: 'email' | 'name' | 'manual'
      }
    | {
        readonly outcome: 'review'
        readonly rule: ReviewRule
        readonly employeeId: null
        readonly matchedBy: null
      }
    | {
        readonly outcome: 'unmatched'
        readonly rule: UnmatchedRule
        readonly employeeId: null
        readonly matchedBy: null
      }
  )
