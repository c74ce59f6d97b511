import type { PodfactoryUserId } from '../../kernel/ids.ts'
import type { Reader } from '../../store/open-reader.ts'
import type { UserRecord } from '../match/people.ts'
import { type PodfactoryColumns, DEFAULT_PODFACTORY_COLUMNS } from './podfactory-columns.ts'
import { readActivityPages, readNewestActivityId } from './read-activities.ts'
import { readUsers } from './read-users.ts'

/** One piece of work in PodFactory; `userId` is null when nobody is named. */
export type PodfactoryActivity = {
  readonly id: number
  readonly userId: PodfactoryUserId | null
  readonly action: string
  readonly happenedAt: Date
  readonly quantity: number
}

/** The activities with `after < id <= upTo`, of these users or (null) of everybody. */
export type ActivityRange = {
  readonly after: number
  readonly upTo: number
  readonly userIds: readonly PodfactoryUserId[] | null
}

/** PodFactory as podlink sees it: SELECTs alone, and every answer is complete or an error. */
export type PodfactorySource = {
  /**
   * Every user, once.
   * @throws PodlinkError SOURCE_UNREACHABLE, SOURCE_INCOMPLETE, or SOURCE_SHAPE for missing or repeated ids
   */
  readonly readUsers: () => Promise<readonly UserRecord[]>
  /** Null while there is no activity. @throws PodlinkError as `readUsers` */
  readonly readNewestActivityId: () => Promise<number | null>
  /**
   * The range in pages, by rising id; memory holds one page.
   * @throws PodlinkError as `readUsers`, at the page concerned or after the last one
   */
  readonly readActivities: (range: ActivityRange) => AsyncGenerator<readonly PodfactoryActivity[]>
}

/** Reads PodFactory through `reader`, which the caller closes. @throws PodlinkError CONFIG_INVALID for unusable names */
export function openPodfactorySource(
  reader: Pick<Reader, 'select'>,
  columns: PodfactoryColumns = DEFAULT_PODFACTORY_COLUMNS,
): PodfactorySource {
  return {
    readUsers: () => readUsers(reader, columns.users),
    readNewestActivityId: () => readNewestActivityId(reader, columns.activities),
    readActivities: (range) => readActivityPages(reader, columns.activities, range),
  }
}
