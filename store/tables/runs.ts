import { canonicalJson, type Json } from '../../kernel/canonical-json.ts'
import type { RunId } from '../../kernel/ids.ts'
import type { Selectable } from 'kysely'
import type { Queryable } from '../open-store.ts'
import type { Runs } from '../schema.ts'

export type RunStatus = 'running' | 'succeeded' | 'failed' | 'stopped'

export type Run = {
  readonly id: RunId
  readonly kind: string
  readonly status: RunStatus
  readonly startedAt: Date
  readonly finishedAt: Date | null
  /** Counts and stage times in milliseconds, as the run reported them. */
  readonly figures: Json
  readonly errorCode: string | null
}

/** Notes that a run began. */
export async function insertRun(
  db: Queryable,
  run: { id: RunId; kind: string; startedAt: Date },
): Promise<void> {
  await db
    .insertInto('runs')
    .values({ id: run.id, kind: run.kind, status: 'running', started_at: run.startedAt })
    .execute()
}

/** Notes how the run ended. */
export async function finishRun(
  db: Queryable,
  id: RunId,
  end: { status: Exclude<RunStatus, 'running'>; figures: Json; errorCode: string | null; at: Date },
): Promise<void> {
  await db
    .updateTable('runs')
    .set({
      status: end.status,
      figures: canonicalJson(end.figures),
      error_code: end.errorCode,
      finished_at: end.at,
    })
    .where('id', '=', id)
    .execute()
}

/**
 * Notes that the runs of a kind that never ended were cut off. Only for the holder of the kind's lease, which knows that
 * nobody is at work.
 */
export async function endAbandonedRuns(db: Queryable, kind: string, at: Date): Promise<void> {
  await db
    .updateTable('runs')
    .set({ status: 'failed', error_code: 'STORE_LEASE_LOST', finished_at: at })
    .where('kind', '=', kind)
    .where('status', '=', 'running')
    .execute()
}

/** The newest runs of a kind, newest first; of one status when `status` is given. */
export async function readRuns(
  db: Queryable,
  kind: string,
  limit: number,
  status?: RunStatus,
): Promise<readonly Run[]> {
  let query = db.selectFrom('runs').selectAll().where('kind', '=', kind)
  if (status !== undefined) query = query.where('status', '=', status)
  const rows = await query.orderBy('started_at', 'desc').limit(limit).execute()
  return rows.map(toRun)
}

/**
 * Runs of a kind that have ended, in the order they ended, at most `limit`; those after `after` when it is given.
 */
export async function readEndedRuns(
  db: Queryable,
  kind: string,
  after: { readonly finishedAt: Date; readonly id: RunId } | null,
  limit: number,
): Promise<readonly Run[]> {
  let query = db
    .selectFrom('runs')
    .selectAll()
    .where('kind', '=', kind)
    .where('status', '!=', 'running')
    .where('finished_at', 'is not', null)
  if (after !== null) {
    query = query.where((is) =>
      is.or([
        is('finished_at', '>', after.finishedAt),
        is.and([is('finished_at', '=', after.finishedAt), is('id', '>', after.id)]),
      ]),
    )
  }
  const rows = await query.orderBy('finished_at').orderBy('id').limit(limit).execute()
  return rows.map(toRun)
}

function toRun(row: Selectable<Runs>): Run {
  return {
    id: row.id as RunId,
    kind: row.kind,
    status: row.status,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    figures: JSON.parse(row.figures ?? 'null') as Json,
    errorCode: row.error_code,
  }
}
