import type { Auth0UserId } from './ids.ts'

/** What Auth0 itself showed of one account when it was asked: as good as evidence gets. */
export type AccountRead = {
  readonly userId: Auth0UserId
  /** Lower case (ASCII letters); null when the account has none. */
  readonly email: string | null
  readonly isEmailVerified: boolean
  readonly isBlocked: boolean
  readonly name: string | null
  /** The connection of its first identity. */
  readonly connection: string
  readonly createdAt: Date
  /** When Auth0 last changed it. */
  readonly updatedAt: Date
  readonly lastLogin: Date | null
  /** When it was asked for: whatever happened later is not in it. */
  readonly readAt: Date
}

/**
 * Stores what a read showed, with everything that follows from it. `unchanged`: all of it was known.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_CONFLICT: nothing was stored, the same read may be given again.
 */
export type RecordRead = (read: AccountRead) => Promise<'recorded' | 'unchanged'>

/**
 * Stores what entries of the tenant's log tell, as Auth0 wrote them; those that tell podlink nothing are skipped and one
 * that cannot be read is kept as a dead letter. Entries that were given before change nothing.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_CONFLICT: the same entries may be given again.
 */
export type RecordLogs = (
  entries: readonly unknown[],
) => Promise<{ readonly recorded: number; readonly skipped: number; readonly kept: number }>
