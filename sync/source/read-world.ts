import type { Json } from '../../kernel/canonical-json.ts'
import type { Queryable, Store } from '../../store/open-store.ts'
import { readAuth0Users } from '../../store/tables/auth0-user-mapping.ts'
import { readEmployeeFacts } from '../../store/tables/employee-facts.ts'
import { readPodfactoryMappings } from '../../store/tables/employee-podfactory-mapping.ts'
import { readEmployees } from '../../store/tables/employees.ts'
import { readOpenReviewCases } from '../../store/tables/review-cases.ts'
import { readUserDecisions } from '../../store/tables/review-decisions.ts'
import { readRuns } from '../../store/tables/runs.ts'
import { readSetting } from '../../store/tables/settings.ts'
import { readSpecialMappings } from '../../store/tables/special-mappings.ts'
import { reading } from '../../store/transaction.ts'
import type { GoodRun, World } from '../decide/world.ts'
import type { PodfactorySource } from './podfactory-source.ts'
import { readWholeNumber } from './read-cells.ts'

/**
 * Everything a run decides from, each table read once and whole. Rows that others change meanwhile are noticed when the
 * plan is stored.
 * @throws PodlinkError SOURCE_UNREACHABLE, SOURCE_INCOMPLETE, SOURCE_SHAPE or STORE_UNREACHABLE
 */
export async function readWorld(
  store: Store,
  source: Pick<PodfactorySource, 'readUsers' | 'readNewestActivityId'>,
): Promise<World> {
  const users = await source.readUsers()
  const newestActivityId = await source.readNewestActivityId()
  return reading(store, async (db) => ({
    users,
    newestActivityId,
    activityCursor: readWholeNumber(await readSetting(db, 'activity_cursor')),
    employees: await readEmployees(db, store.columns),
    facts: await readEmployeeFacts(db),
    auth0Users: await readAuth0Users(db),
    mappings: await readPodfactoryMappings(db),
    specialMappings: await readSpecialMappings(db),
    userDecisions: await readUserDecisions(db),
    openReviews: await readOpenReviewCases(db),
    lastGoodRun: await readLastGoodRun(db),
  }))
}

async function readLastGoodRun(db: Queryable): Promise<GoodRun | null> {
  const [run] = await readRuns(db, 'sync', 1, 'succeeded')
  if (run === undefined) return null
  return {
    startedAt: run.startedAt,
    users: figure(run.figures, 'users'),
    employees: figure(run.figures, 'employees'),
    stale: figure(run.figures, 'stale'),
  }
}

function figure(figures: Json, name: string): number {
  if (typeof figures !== 'object' || figures === null || !(name in figures)) return 0
  return readWholeNumber(Object.entries(figures).find(([key]) => key === name)?.[1]) ?? 0
}
