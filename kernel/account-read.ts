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
  /** Until when it is known to hold: whatever happened later is not in it. */
  readonly readAt: Date
}

/**
 * Until when a read is known to hold: when it was asked for, or later where it shows something later. Auth0's clock and
 * podlink's need not agree, and an export is written after it was asked for.
 */
export function readMoment(
  askedAt: Date,
  { updatedAt, lastLogin }: Pick<AccountRead, 'updatedAt' | 'lastLogin'>,
): Date {
  const shown = [askedAt, updatedAt, lastLogin ?? askedAt]
  return new Date(Math.max(...shown.map((date) => date.getTime())))
}

/**
 * Stores what reads showed, one after the other, each with everything that follows from it. `unchanged` counts those of
 * which all was known. Any number may be given; no account twice.
 * @throws PodlinkError those before the one that failed are stored, and all of them may be given again. After anything but
 * STORE_UNREACHABLE or STORE_CONFLICT the same read would fail again.
 */
export type RecordReads = (
  reads: readonly AccountRead[],
) => Promise<{ readonly recorded: number; readonly unchanged: number }>

/**
 * Stores what entries of the tenant's log tell, as Auth0 wrote them; those that tell podlink nothing are skipped and one
 * that cannot be read is kept as a dead letter. Entries that were given before change nothing. When every account was read
 * at `accountsReadAt`, logins and changes until then are skipped too: the reads hold them, with Auth0's own time of the
 * last login, which its log gives a little later.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_CONFLICT: the same entries may be given again.
 */
export type RecordLogs = (
  entries: readonly unknown[],
  known?: { readonly accountsReadAt: Date },
) => Promise<{ readonly recorded: number; readonly skipped: number; readonly kept: number }>
