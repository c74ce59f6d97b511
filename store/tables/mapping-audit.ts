import { createHmac, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { canonicalJson, type Json } from '../../kernel/canonical-json.ts'
import type {
  Auth0UserId,
  DeliveryId,
  EmployeeId,
  JobId,
  PodfactoryUserId,
  RunId,
} from '../../kernel/ids.ts'
import { inBatches } from '../batches.ts'
import type { Queryable } from '../open-store.ts'
import type { MatchedBy } from './auth0-user-mapping.ts'

export type AuditAction =
  | 'account_created'
  | 'account_deleted'
  | 'account_linked'
  | 'account_unlinked'
  | 'account_changed'
  | 'enrichment_offered'
  | 'metadata_written'
  | 'podfactory_linked'
  | 'podfactory_moved'
  | 'podfactory_unlinked'
  | 'podfactory_email_changed'
  | 'review_opened'
  | 'review_closed'
  | 'review_decided'
  | 'decision_revoked'
  | 'special_mapping_changed'
  | 'setting_changed'

/** One line of history; what is null does not apply. */
export type AuditEntry = {
  readonly action: AuditAction
  /** Who did it: `sync`, `receiver`, `worker`, or `cli:<login>`. */
  readonly actor: string
  /** The rule or cause, as a short code a query can count. */
  readonly reason: string
  readonly at: Date
  readonly employeeId: EmployeeId | null
  readonly auth0UserId?: Auth0UserId | null
  readonly podfactoryUserId?: PodfactoryUserId | null
  readonly productivityEmail?: string | null
  readonly podfactoryEmail?: string | null
  readonly matchedBy?: MatchedBy | null
  readonly matchedAt?: Date | null
  readonly lastVerified?: Date | null
  readonly runId?: RunId | null
  readonly jobId?: JobId | null
  readonly deliveryId?: DeliveryId | null
  readonly before?: Json
  readonly after?: Json
  readonly evidence?: Json
}

/**
 * Appends history in the caller's transaction, so that a change and its line are stored together or not at all.
 * Every line is committed to by an HMAC over its personal fields under a salt of its own: erasing fields and
 * salt later leaves ids, times and commitment, so that a seal over them still verifies.
 */
export async function appendAudit(db: Queryable, entries: readonly AuditEntry[]): Promise<void> {
  await inBatches(entries, (batch) =>
    db.insertInto('auth0_employee_mapping_audit').values(batch.map(toRow)).execute(),
  )
}

function toRow(entry: AuditEntry) {
  const personal = {
    productivity_email: entry.productivityEmail ?? null,
    podfactory_email: entry.podfactoryEmail ?? null,
    before_state: text(entry.before),
    after_state: text(entry.after),
    evidence: text(entry.evidence),
  }
  const salt = randomBytes(32)
  return {
    ...personal,
    employee_id: entry.employeeId,
    employee_ref: entry.employeeId,
    auth0_user_id: entry.auth0UserId ?? null,
    podfactory_user_id: entry.podfactoryUserId ?? null,
    matched_by: entry.matchedBy ?? null,
    matched_at: entry.matchedAt ?? null,
    last_verified: entry.lastVerified ?? entry.matchedAt ?? null,
    created_at: entry.at,
    action: entry.action,
    actor: entry.actor,
    reason: entry.reason,
    run_id: entry.runId ?? null,
    job_id: entry.jobId ?? null,
    delivery_id: entry.deliveryId ?? null,
    row_salt: salt,
    commitment: createHmac('sha256', salt).update(canonicalJson(personal)).digest(),
  }
}

function text(value: Json | undefined): string | null {
  return value === undefined || value === null ? null : canonicalJson(value)
}

/** One line of history as it is stored. */
export type AuditLine = {
  readonly at: Date | null
  readonly action: string
  readonly actor: string
  readonly reason: string
  /** The number as it was then; the row may be gone. */
  readonly employeeId: EmployeeId | null
  readonly auth0UserId: string | null
  readonly podfactoryUserId: string | null
  readonly before: Json
  readonly after: Json
  readonly evidence: Json
}

/** The latest lines about one PodFactory user, Auth0 user or employee, oldest first. */
export async function readHistory(
  db: Queryable,
  about: {
    readonly column: 'podfactory_user_id' | 'auth0_user_id' | 'employee_ref'
    readonly value: string | number
  },
  limit: number,
): Promise<readonly AuditLine[]> {
  const rows = await db
    .selectFrom('auth0_employee_mapping_audit')
    .select([
      'created_at',
      'action',
      'actor',
      'reason',
      'employee_ref',
      'auth0_user_id',
      'podfactory_user_id',
      'before_state',
      'after_state',
      'evidence',
    ])
    .where(sql.ref(about.column), '=', about.value)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.toReversed().map((row) => ({
    at: row.created_at,
    action: row.action,
    actor: row.actor,
    reason: row.reason,
    employeeId: row.employee_ref as EmployeeId | null,
    auth0UserId: row.auth0_user_id,
    podfactoryUserId: row.podfactory_user_id,
    before: parse(row.before_state),
    after: parse(row.after_state),
    evidence: parse(row.evidence),
  }))
}

function parse(text: string | null): Json {
  return text === null ? null : (JSON.parse(text) as Json)
}
