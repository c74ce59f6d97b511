import { canonicalJson, type Json } from '../../kernel/canonical-json.ts'
import type { RunId } from '../../kernel/ids.ts'
import type { Queryable } from '../open-store.ts'

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

/** The newest runs of a kind, newest first. */
export async function readRuns(
  db: Queryable,
  kind: string,
  limit: number,
): Promise<readonly Run[]> {
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('started_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id as RunId,
    kind: row.kind,
    status: row.status,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    figures: JSON.parse(row.figures ?? 'null') as Json,
    errorCode: row.error_code,
  }))
}
