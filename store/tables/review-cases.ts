import { sql, type Selectable } from 'kysely'
import { canonicalJson, type Json } from '../../kernel/canonical-json.ts'
import type { DeliveryId, JobId, RunId } from '../../kernel/ids.ts'
import { inBatches } from '../batches.ts'
import type { Queryable } from '../open-store.ts'
import type { ReviewCases } from '../schema.ts'

export type ReviewKind = 'podfactory_user' | 'sign_up' | 'account' | 'conflict'

/** A question for a person. `subject` is the id the question is about: a PodFactory user, an Auth0 user or an employee. */
export type NewReviewCase = {
  readonly kind: ReviewKind
  readonly subject: string
  /** Why a person must decide, as a short code. */
  readonly reason: string
  /** Who it may be, best first, with the evidence. */
  readonly candidates: Json
  readonly runId?: RunId | null
  readonly deliveryId?: DeliveryId | null
  readonly jobId?: JobId | null
}

export type ReviewCase = {
  readonly id: number
  readonly kind: ReviewKind
  readonly subject: string
  readonly reason: string
  readonly candidates: Json
  readonly openedAt: Date
}

/**
 * Opens the cases. A subject that has an open case of the kind keeps it, with the newest reason and candidates,
 * so that asking twice never asks two people.
 */
export async function openReviewCases(
  db: Queryable,
  cases: readonly NewReviewCase[],
  at: Date,
): Promise<void> {
  await inBatches(cases, (batch) =>
    db
      .insertInto('review_cases')
      .values(
        batch.map((item) => ({
          kind: item.kind,
          subject: item.subject,
          status: 'open' as const,
          open_key: `${item.kind}:${item.subject}`,
          reason: item.reason,
          candidates: canonicalJson(item.candidates),
          run_id: item.runId ?? null,
          delivery_id: item.deliveryId ?? null,
          job_id: item.jobId ?? null,
          opened_at: at,
        })),
      )
      .onDuplicateKeyUpdate({
        reason: sql`VALUES(reason)`,
        candidates: sql`VALUES(candidates)`,
      })
      .execute(),
  )
}

/** Closes the open cases of these subjects; those without one are ignored. Returns how many were closed. */
export async function closeReviewCases(
  db: Queryable,
  kind: ReviewKind,
  subjects: readonly string[],
  end: { because: string; at: Date },
): Promise<number> {
  let closed = 0
  await inBatches(subjects, async (batch) => {
    const result = await db
      .updateTable('review_cases')
      .set({ status: 'closed', open_key: null, closed_at: end.at, closed_because: end.because })
      .where(
        'open_key',
        'in',
        batch.map((subject) => `${kind}:${subject}`),
      )
      .executeTakeFirst()
    closed += Number(result.numUpdatedRows)
  })
  return closed
}

/** The newest case of the subject, open or closed, or null when there never was one. */
export async function findNewestReviewCase(
  db: Queryable,
  kind: ReviewKind,
  subject: string,
): Promise<KnownCase | null> {
  const row = await db
    .selectFrom('review_cases')
    .selectAll()
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return toKnownCase(row)
}

/** A case, and whether it still waits. */
export type KnownCase = ReviewCase & { readonly status: 'open' | 'closed' }

/** The case with this number, or null; no other transaction changes it before this one ends. */
export async function lockReviewCase(db: Queryable, id: number): Promise<KnownCase | null> {
  return toKnownCase(await caseOf(db, id).forUpdate().executeTakeFirst())
}

/** The case with this number, open or closed, or null. */
export async function findReviewCase(db: Queryable, id: number): Promise<KnownCase | null> {
  return toKnownCase(await caseOf(db, id).executeTakeFirst())
}

function caseOf(db: Queryable, id: number) {
  return db.selectFrom('review_cases').selectAll().where('id', '=', id)
}

function toKnownCase(row: Selectable<ReviewCases> | undefined): KnownCase | null {
  return row === undefined ? null : { ...toReviewCase(row), status: row.status }
}

/** Open cases of all kinds. */
export async function countOpenReviewCases(db: Queryable): Promise<number> {
  const row = await db
    .selectFrom('review_cases')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('status', '=', 'open')
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Every open case, oldest first; of one kind when `kind` is given. */
export async function readOpenReviewCases(
  db: Queryable,
  kind?: ReviewKind,
): Promise<readonly ReviewCase[]> {
  let query = db.selectFrom('review_cases').selectAll().where('status', '=', 'open')
  if (kind !== undefined) query = query.where('kind', '=', kind)
  return (await query.orderBy('id').execute()).map(toReviewCase)
}

function toReviewCase(row: Selectable<ReviewCases>): ReviewCase {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    reason: row.reason,
    candidates: JSON.parse(row.candidates) as Json,
    openedAt: row.opened_at,
  }
}
