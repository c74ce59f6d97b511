import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'
import type { Store } from '../../store/open-store.ts'
import { readPodfactoryMappings } from '../../store/tables/employee-podfactory-mapping.ts'
import { readEmployees } from '../../store/tables/employees.ts'
import { readRuns } from '../../store/tables/runs.ts'
import { reading } from '../../store/transaction.ts'
import type { World } from '../decide/world.ts'

/** Whose work is imported, and from where. */
export type ActivityScope = {
  readonly employees: ReadonlyMap<PodfactoryUserId, EmployeeId>
  /** Linked users whose history no finished run has read. */
  readonly newUsers: readonly PodfactoryUserId[]
  readonly cursor: number | null
  /** Null when PodFactory has no activities. */
  readonly upTo: number | null
}

/** More runs than any schedule starts within the margin. */
const RUNS_READ = 100

/** People answer questions on machines whose clocks differ; reading a history twice costs little, missing it is for ever. */
const MARGIN_MS = 60 * 60 * 1000

/**
 * The linked users as they are stored now, whoever linked them. A user is new until a run that began after his link has
 * finished: so a run that is killed leaves him new, and so does a link made while a run was at work.
 */
export function readActivityScope(
  store: Store,
  world: Pick<World, 'activityCursor' | 'newestActivityId' | 'lastGoodRun'>,
): Promise<ActivityScope> {
  return reading(store, async (db) => {
    const mappings = await readPodfactoryMappings(db)
    const employees = await readEmployees(db, store.columns)
    const runs = await readRuns(db, 'sync', RUNS_READ, 'succeeded')
    const known = new Set(employees.map((employee) => employee.id))
    const finished = new Set(runs.map((run) => run.id))
    const since = (world.lastGoodRun?.startedAt.getTime() ?? 0) - MARGIN_MS
    const linked = mappings.filter((mapping) => known.has(mapping.employeeId))
    return {
      employees: new Map(linked.map((pair) => [pair.podfactoryUserId, pair.employeeId])),
      newUsers: linked
        .filter((pair) => pair.runId === null || !finished.has(pair.runId))
        .filter((pair) => pair.matchedAt.getTime() >= since)
        .map((pair) => pair.podfactoryUserId),
      cursor: world.activityCursor,
      upTo: world.newestActivityId,
    }
  })
}
