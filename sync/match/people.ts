import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'

/** One employee as HR knows him. `null` and empty text both mean "not known"; the matcher normalises everything itself. */
export type EmployeeRecord = {
  readonly id: EmployeeId
  readonly name: string
  readonly email: string | null
  readonly department: string | null
  readonly roleCode: string | null
  readonly isActive: boolean
  /** Names borne before, oldest first. */
  readonly previousNames: readonly string[]
}

/** One user as PodFactory knows him; every text is as loose as people type it. */
export type UserRecord = {
  readonly id: PodfactoryUserId
  readonly email: string | null
  readonly fullName: string | null
  readonly userRole: string | null
  /** What the user did, such as `Picking`; an action may repeat, and the most frequent ones count. */
  readonly actions: readonly string[]
}

/**
 * What a person has already said about one user; it wins over every rule.
 * `special` comes from the list of special mappings (seasonal workers), `manual` from a review, `denied` says who the
 * user is not, `nobody` says that no employee stands behind the user.
 */
export type Pin =
  | {
      readonly kind: 'special' | 'manual'
      readonly employeeId: EmployeeId
      readonly reason: string
    }
  | {
      readonly kind: 'denied'
      readonly employeeIds: readonly EmployeeId[]
      readonly reason: string
    }
  | { readonly kind: 'nobody'; readonly reason: string }
