import type { RecordReads } from '../kernel/account-read.ts'
import type { MetadataProfile } from '../kernel/account-metadata.ts'
import type { Logger } from '../kernel/log.ts'
import type { Store } from '../store/open-store.ts'
import type { Job, JobLease } from '../store/tables/account-jobs.ts'
import type { AddressRules } from '../kernel/account-address.ts'
import type { Auth0Accounts } from './auth0-accounts.ts'
import type { RoleDirectory } from './role-directory.ts'

/** Everything that carrying out a job needs; `auth0` sends within the budget. */
export type AccountDeps = AddressRules & {
  readonly store: Store
  readonly auth0: Auth0Accounts
  readonly roles: RoleDirectory
  readonly profile: MetadataProfile
  /** Database connection in which accounts are made. */
  readonly connection: string
  /** Connections whose verified addresses may be adopted. */
  readonly connectionsAllowed: readonly string[]
  /** Stores what a read of an account showed; the receiver's own path. */
  readonly recordReads: RecordReads
  readonly now: () => Date
  /** A new unique id of at most 36 characters. */
  readonly newId: () => string
  readonly log: Logger
}

/** A job and the right to work on it. */
export type Work = { readonly job: Job; readonly lease: JobLease }

/** How a job ended. `review`: a person decides; `cancelled`: nothing is to be done any more, and nothing was done. */
export type JobEnd =
  | { readonly status: 'done' }
  | { readonly status: 'review'; readonly reason: string }
  | { readonly status: 'cancelled'; readonly reason: string }
