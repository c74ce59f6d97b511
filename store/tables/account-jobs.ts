import { sql, type Selectable, type UpdateObject } from 'kysely'
import { canonicalJson, type Json } from '../../kernel/canonical-json.ts'
import { PodlinkError } from '../../kernel/errors.ts'
import type { Auth0UserId, EmployeeId, JobId, RunId } from '../../kernel/ids.ts'
import { inBatches } from '../batches.ts'
import type { Queryable } from '../open-store.ts'
import type { AccountJobs, DB } from '../schema.ts'

export type JobKind = 'create_account' | 'update_metadata' | 'delete_account' | 'read_account'
export type JobStatus = 'ready' | 'done' | 'failed' | 'review' | 'cancelled'

/** Something that must happen in Auth0, stored in the transaction that decided it. */
export type NewJob = {
  readonly id: JobId
  readonly kind: JobKind
  readonly employeeId: EmployeeId | null
  readonly auth0UserId: Auth0UserId | null
  /** Counts the accounts of one employee: 1 for the first, 2 after that one was deleted, and so on. */
  readonly generation: number
  readonly payload: Json
  /** Two open jobs never share it; null lets any number be open. */
  readonly openKey: string | null
  readonly runId: RunId | null
}

export type Job = Omit<NewJob, 'openKey'> & { readonly attempts: number; readonly createdAt: Date }

/** The right to work on a job: everything stored for it checks `token` (fencing). */
export type JobLease = { readonly jobId: JobId; readonly token: string }

/** Stores the jobs, ready at once. A job whose open key is already taken is left out: it is asked for already. */
export async function enqueueJobs(
  db: Queryable,
  jobs: readonly NewJob[],
  now: Date,
): Promise<void> {
  await inBatches(jobs, (batch) =>
    db
      .insertInto('account_jobs')
      .values(
        batch.map((job) => ({
          id: job.id,
          kind: job.kind,
          status: 'ready' as const,
          employee_id: job.employeeId,
          auth0_user_id: job.auth0UserId,
          generation: job.generation,
          payload: canonicalJson(job.payload),
          open_key: job.openKey,
          run_at: now,
          run_id: job.runId,
          created_at: now,
        })),
      )
      .onDuplicateKeyUpdate({ open_key: sql`open_key` })
      .execute(),
  )
}

/**
 * Takes up to `limit` due jobs, oldest first, for `leaseMs` milliseconds by the database's clock. Jobs whose lease
 * ran out are due again. No other claim returns them meanwhile, whichever process asks.
 */
export async function claimJobs(
  db: Queryable,
  claim: { token: string; limit: number; leaseMs: number },
): Promise<readonly Job[]> {
  await sql`
    UPDATE account_jobs
    SET lease_token = ${claim.token}, lease_until = UTC_TIMESTAMP(6) + INTERVAL ${claim.leaseMs * 1000} MICROSECOND,
      attempts = attempts + 1
    WHERE status = 'ready' AND run_at <= UTC_TIMESTAMP(6)
      AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(6))
    ORDER BY run_at, id LIMIT ${claim.limit}`.execute(db)
  const rows = await db
    .selectFrom('account_jobs')
    .selectAll()
    .where('lease_token', '=', claim.token)
    .where('status', '=', 'ready')
    .orderBy('run_at')
    .orderBy('id')
    .execute()
  return rows.map(toJob)
}

/**
 * Ends the job in the caller's transaction.
 * @throws PodlinkError STORE_LEASE_LOST when another worker took it over; the transaction must not be stored then.
 */
export async function finishJob(
  db: Queryable,
  lease: JobLease,
  end: { status: Exclude<JobStatus, 'ready'>; error: string | null; at: Date },
): Promise<void> {
  await fenced(db, lease, {
    status: end.status,
    last_error: end.error,
    finished_at: end.at,
    open_key: null,
    lease_token: null,
    lease_until: null,
  })
}

/** Gives the job back, due again at `runAt`. @throws PodlinkError STORE_LEASE_LOST as {@link finishJob}. */
export async function postponeJob(
  db: Queryable,
  lease: JobLease,
  later: { runAt: Date; error: string },
): Promise<void> {
  await fenced(db, lease, {
    run_at: later.runAt,
    last_error: later.error,
    lease_token: null,
    lease_until: null,
  })
}

/**
 * Gives the job back as if it had not been tried: for waits that say nothing about the job itself, such as a rate limit.
 * @throws PodlinkError STORE_LEASE_LOST as {@link finishJob}.
 */
export async function returnJob(
  db: Queryable,
  lease: JobLease,
  later: { runAt: Date; error: string | null },
): Promise<void> {
  await fenced(db, lease, {
    run_at: later.runAt,
    last_error: later.error,
    lease_token: null,
    lease_until: null,
    attempts: sql`GREATEST(attempts, 1) - 1`,
  })
}

/**
 * Lets the same work be asked for again while this job is at it: what it finds may be older than the next question.
 * @throws PodlinkError STORE_LEASE_LOST as {@link finishJob}.
 */
export async function reopenQuestion(db: Queryable, lease: JobLease): Promise<void> {
  await fenced(db, lease, { open_key: null })
}

/**
 * Holds the job's row until the caller's transaction ends, so that whoever asks for the same work meanwhile waits for
 * its end. @throws PodlinkError STORE_LEASE_LOST as {@link finishJob}.
 */
export async function lockJob(db: Queryable, lease: JobLease): Promise<void> {
  const row = await db
    .selectFrom('account_jobs')
    .select('lease_token')
    .where('id', '=', lease.jobId)
    .where('status', '=', 'ready')
    .forUpdate()
    .executeTakeFirst()
  if (row?.lease_token !== lease.token) throw leaseLost(lease)
}

/** Holds the jobs claimed under `tokens` for `leaseMs` milliseconds from now; those taken over meanwhile are left alone. */
export async function renewJobs(
  db: Queryable,
  tokens: readonly string[],
  leaseMs: number,
): Promise<void> {
  if (tokens.length === 0) return
  await sql`
    UPDATE account_jobs SET lease_until = UTC_TIMESTAMP(6) + INTERVAL ${leaseMs * 1000} MICROSECOND
    WHERE lease_token IN (${sql.join([...tokens])}) AND status = 'ready'`.execute(db)
}

/** Milliseconds until the next job may be claimed, 0 when one is due; null when no job is left to do. */
export async function msToNextJob(db: Queryable): Promise<number | null> {
  const result = await sql<{ wait_ms: number | string | null }>`
    SELECT MIN(TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), GREATEST(run_at, COALESCE(lease_until, run_at)))) / 1000
      AS wait_ms
    FROM account_jobs WHERE status = 'ready'`.execute(db)
  const waitMs = result.rows[0]?.wait_ms ?? null
  return waitMs === null ? null : Math.max(0, Math.ceil(Number(waitMs)))
}

/** Employees for whom a job of this kind is still to be done. */
export async function findEmployeesWithOpenJob(
  db: Queryable,
  kind: JobKind,
): Promise<ReadonlySet<EmployeeId>> {
  const rows = await db
    .selectFrom('account_jobs')
    .select('employee_id')
    .where('status', '=', 'ready')
    .where('kind', '=', kind)
    .execute()
  return new Set(rows.map((row) => row.employee_id as EmployeeId))
}

/** Jobs per kind and status, and how many of the ready ones are waiting for a later moment. */
export async function countJobs(
  db: Queryable,
): Promise<readonly { kind: JobKind; status: JobStatus; count: number }[]> {
  const rows = await db
    .selectFrom('account_jobs')
    .select(({ fn }) => ['kind', 'status', fn.countAll<number | string>().as('count')])
    .groupBy(['kind', 'status'])
    .execute()
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

/** The open job that is to create or did create this user, or null. */
export async function findOpenJobForUser(
  db: Queryable,
  auth0UserId: Auth0UserId,
  kind: JobKind,
): Promise<Job | null> {
  const row = await db
    .selectFrom('account_jobs')
    .selectAll()
    .where('auth0_user_id', '=', auth0UserId)
    .where('kind', '=', kind)
    .where('status', '=', 'ready')
    .executeTakeFirst()
  return row === undefined ? null : toJob(row)
}

/** Whether podlink once asked for just this account for just this employee under this job. */
export async function wasAskedFor(
  db: Queryable,
  account: { jobId: string; employeeId: EmployeeId; auth0UserId: Auth0UserId },
): Promise<boolean> {
  const row = await db
    .selectFrom('account_jobs')
    .select('id')
    .where('id', '=', account.jobId)
    .where('kind', '=', 'create_account')
    .where('employee_id', '=', account.employeeId)
    .where('auth0_user_id', '=', account.auth0UserId)
    .executeTakeFirst()
  return row !== undefined
}

/** The highest generation ever used for each of these employees; absent when there was none. */
export async function readGenerations(
  db: Queryable,
  employeeIds: readonly EmployeeId[],
): Promise<ReadonlyMap<EmployeeId, number>> {
  if (employeeIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('account_jobs')
    .select(({ fn }) => ['employee_id', fn.max<number | string>('generation').as('generation')])
    .where('kind', '=', 'create_account')
    .where('employee_id', 'in', [...employeeIds])
    .groupBy('employee_id')
    .execute()
  return new Map(rows.map((row) => [row.employee_id as EmployeeId, Number(row.generation)]))
}

async function fenced(
  db: Queryable,
  lease: JobLease,
  change: UpdateObject<DB, 'account_jobs'>,
): Promise<void> {
  const result = await db
    .updateTable('account_jobs')
    .set(change)
    .where('id', '=', lease.jobId)
    .where('lease_token', '=', lease.token)
    .where('status', '=', 'ready')
    .executeTakeFirst()
  if (result.numUpdatedRows !== 1n) throw leaseLost(lease)
}

function leaseLost(lease: JobLease): PodlinkError {
  return new PodlinkError(
    'STORE_LEASE_LOST',
    'Another worker took this job over while it was worked on.',
    {
      fix: 'Nothing to do: the other worker finishes it.',
      details: { jobId: lease.jobId },
    },
  )
}

function toJob(row: Selectable<AccountJobs>): Job {
  return {
    id: row.id as JobId,
    kind: row.kind,
    employeeId: row.employee_id as EmployeeId | null,
    auth0UserId: row.auth0_user_id as Auth0UserId | null,
    generation: row.generation,
    payload: JSON.parse(row.payload) as Json,
    attempts: row.attempts,
    runId: row.run_id as RunId | null,
    createdAt: row.created_at,
  }
}
