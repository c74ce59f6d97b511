import type { Store } from '../../store/open-store.ts'
import {
  findImportedActivities,
  importActivities as storeActivities,
  type ImportedActivity,
} from '../../store/tables/activity-logs.ts'
import { checkLease } from '../../store/tables/leases.ts'
import { putSetting } from '../../store/tables/settings.ts'
import { inTransaction, reading } from '../../store/transaction.ts'
import type {
  ActivityRange,
  PodfactoryActivity,
  PodfactorySource,
} from '../source/podfactory-source.ts'
import type { ActivityScope } from '../source/read-activity-scope.ts'
import { type HeldRun, renew } from '../../store/held-run.ts'

/** A few hundred rows: other users of the activity log wait for milliseconds. */
const TRANSACTION_ROWS = 300

/**
 * How far below the cursor every run reads again. PodFactory gives ids when a row is written and shows them when it is
 * committed, so a slow transaction brings lower ids late; ten thousand is hours of work there and one query here.
 */
const OVERLAP_IDS = 10_000

/** Users per statement when their whole history is read. */
const USERS_PER_READ = 500

type Deps = {
  readonly store: Store
  readonly source: Pick<PodfactorySource, 'readActivities'>
  readonly now: () => Date
  /** Called after every stored page with the number of activities imported so far. */
  readonly onProgress: (imported: number) => void
}

/**
 * Brings the work of linked users into the customer's log, each activity once, and returns how many. The cursor moves only
 * after everything up to it was stored, so a run that was killed leaves nothing out; what it stored is recognised.
 * @throws PodlinkError SOURCE_INCOMPLETE, SOURCE_SHAPE, SOURCE_UNREACHABLE or STORE_LEASE_LOST
 */
export async function importActivities(
  deps: Deps,
  run: HeldRun,
  scope: ActivityScope,
): Promise<number> {
  if (scope.upTo === null) return 0
  let imported = 0
  for (const range of rangesOf(scope, scope.upTo)) {
    for await (const page of deps.source.readActivities(range)) {
      imported += await storePage(deps, run, toImported(page, scope))
      deps.onProgress(imported)
    }
  }
  if (scope.upTo !== scope.cursor) await moveCursor(deps, run, scope.upTo)
  return imported
}

/** The news for everybody, then the whole history of those whose history was never read. */
function rangesOf(scope: ActivityScope, upTo: number): readonly ActivityRange[] {
  const after = Math.max(0, (scope.cursor ?? 0) - OVERLAP_IDS)
  const news = { after, upTo, userIds: null }
  const isFirst = after === 0
  if (isFirst) return [news]
  const histories: ActivityRange[] = []
  for (let start = 0; start < scope.newUsers.length; start += USERS_PER_READ) {
    const userIds = scope.newUsers.slice(start, start + USERS_PER_READ)
    histories.push({ after: 0, upTo: after, userIds })
  }
  return [news, ...histories]
}

function toImported(
  page: readonly PodfactoryActivity[],
  scope: ActivityScope,
): readonly ImportedActivity[] {
  return page.flatMap((activity) => {
    const employeeId = activity.userId === null ? undefined : scope.employees.get(activity.userId)
    if (activity.userId === null || employeeId === undefined) return []
    return [
      {
        podfactoryActivityId: String(activity.id),
        podfactoryUserId: activity.userId,
        employeeId,
        action: activity.action,
        happenedAt: activity.happenedAt,
        quantity: activity.quantity,
      },
    ]
  })
}

async function storePage(
  deps: Deps,
  run: HeldRun,
  page: readonly ImportedActivity[],
): Promise<number> {
  const { store } = deps
  const ids = page.map((activity) => activity.podfactoryActivityId)
  const known = await reading(store, (db) => findImportedActivities(db, ids))
  const fresh = page.filter((activity) => !known.has(activity.podfactoryActivityId))
  for (let start = 0; start < fresh.length; start += TRANSACTION_ROWS) {
    await renew(store, run)
    await inTransaction(store, async (transaction) => {
      await checkLease(transaction, run.lease)
      const rows = fresh.slice(start, start + TRANSACTION_ROWS)
      await storeActivities(transaction, store.columns, rows, run.runId)
    })
  }
  return fresh.length
}

async function moveCursor(deps: Deps, run: HeldRun, upTo: number): Promise<void> {
  await inTransaction(deps.store, async (transaction) => {
    await checkLease(transaction, run.lease)
    const value = String(upTo)
    const at = deps.now()
    await putSetting(transaction, { name: 'activity_cursor', value, changedBy: 'sync', at })
  })
}
