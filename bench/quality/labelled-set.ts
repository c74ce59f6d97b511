import type { EmployeeRecord, UserRecord } from '../../sync/match/people.ts'

/** What is known about one user of a labelled set. */
export type Truth = {
  /** Null for a user who is no employee. */
  readonly employeeId: number | null
  /** Groups to report apart, such as `name: typo` or `origin: VN`. */
  readonly slices: readonly string[]
}

/** A company whose truth is known; `truth` has one entry per user. */
export type LabelledSet = {
  readonly employees: readonly EmployeeRecord[]
  readonly users: readonly UserRecord[]
  readonly truth: ReadonlyMap<string, Truth>
}

/** A set that is read or made up only when it is measured. */
export type NamedSet = { readonly name: string; readonly load: () => LabelledSet }
