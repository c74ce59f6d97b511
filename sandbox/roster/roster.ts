/** Where a person's name comes from; decides its parts and their order. */
export type Origin = 'US' | 'MX' | 'VN' | 'PH' | 'KR' | 'IN' | 'PL'

/** How the name in PodFactory differs from the employee's; `same` when it does not. */
export type NameKind =
  | 'same'
  | 'nodiacritics'
  | 'typo'
  | 'dropmiddle'
  | 'dropsecond'
  | 'comma'
  | 'dots'
  | 'underscore'
  | 'lower'
  | 'upper'
  | 'spaces'
  | 'title'
  | 'nickname'
  | 'station'
  | 'swap'
  | 'initial'
  | 'firstonly'
  | 'previous'
  | StrangerKind

/** How the address in PodFactory differs from the employee's; `base` when it does not. */
export type EmailKind =
  | 'base'
  | 'suffix'
  | 'othersuffix'
  | 'upper'
  | 'plus'
  | 'otherdomain'
  | 'personal'
  | 'wrong'
  | 'none'
  | StrangerKind

/**
 * Users who are no employee: a person like nobody, a person who shares a name part with an employee, and an account
 * that a whole station shares.
 */
export type StrangerKind = 'stranger-new' | 'stranger-near' | 'station-account'

export type SampleEmployee = {
  readonly id: number
  readonly name: string
  readonly email: string
  readonly department: string
  readonly roleCode: string
  readonly isActive: boolean
  /** Latest first; empty for most. */
  readonly previousNames: readonly string[]
}

export type SamplePodfactoryUser = {
  readonly id: number
  /** Empty when the station left it out; not always an address. */
  readonly email: string
  readonly fullName: string
  readonly userRole: string
  readonly actions: readonly string[]
}

export type SampleActivity = {
  readonly id: number
  readonly podfactoryUserId: number
  readonly action: string
  readonly happenedAt: Date
  /** Pieces, 1 to 40. */
  readonly quantity: number
}

/** Who a PodFactory user really is, and what was done to name and address. */
export type SampleTruth = {
  readonly podfactoryUserId: number
  /** Null for a user who is no employee. */
  readonly employeeId: number | null
  readonly nameKind: NameKind
  readonly emailKind: EmailKind
  readonly origin: Origin
}

export type SampleRoster = {
  readonly employees: readonly SampleEmployee[]
  readonly podfactoryUsers: readonly SamplePodfactoryUser[]
  readonly activities: readonly SampleActivity[]
  /** One per PodFactory user, in the same order. */
  readonly truth: readonly SampleTruth[]
}
