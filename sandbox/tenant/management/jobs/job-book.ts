import { dropOldest } from '../../core/drop-oldest.ts'
import { refusal } from '../../core/refusal.ts'
import { isoNow, type TenantContext } from '../../tenant-context.ts'
import type { JobRecord, JsonObject } from '../../tenant-state.ts'

const jobLifetimeMs = 86_400_000
// Jobs carry files, so that fewer are kept than of other things; memory is the stand-in's own limit.
const keptJobsMax = 2_000

function isOver(tenant: TenantContext, job: JobRecord): boolean {
  return Date.parse(job.created_at) + jobLifetimeMs <= tenant.now()
}

function dropOld(tenant: TenantContext): void {
  const { jobs } = tenant.state
  for (const [id, job] of jobs) {
    if (!isOver(tenant, job)) return
    jobs.delete(id)
  }
}

/** Enters a pending job; everything about it is gone after 24 hours (auth0-facts 4.5). */
export function newJob(
  tenant: TenantContext,
  wanted: { readonly type: JobRecord['type']; readonly asked: JsonObject },
): JobRecord {
  dropOld(tenant)
  const id = `job_${tenant.ids.word(16)}`
  const job: JobRecord = {
    id,
    type: wanted.type,
    status: 'pending',
    created_at: isoNow(tenant),
    asked: wanted.asked,
    errors: [],
    file: null,
  }
  tenant.state.jobs.set(id, job)
  dropOldest(tenant.state.jobs, keptJobsMax)
  return job
}

/** Notes what has become of a job. */
export function changeJob(
  tenant: TenantContext,
  job: JobRecord,
  change: Partial<Omit<JobRecord, 'id' | 'type' | 'created_at' | 'asked'>>,
): void {
  const stored = tenant.state.jobs.get(job.id)
  if (stored !== undefined) tenant.state.jobs.set(job.id, { ...stored, ...change })
}

/** @throws 404 when there is no such job, or not any more. */
export function findJob(tenant: TenantContext, id: string): JobRecord {
  const job = tenant.state.jobs.get(id)
  if (job === undefined || isOver(tenant, job)) {
    throw refusal(404, 'The job does not exist', 'inexistent_job')
  }
  return job
}

/** A failed job as `/errors` shows it: without its summary and what was asked for. */
export function showFailure({ id, type, status, status_details, ...job }: JobRecord): object {
  const { connection_id } = job.asked
  return { type, status, status_details, connection_id, created_at: job.created_at, id }
}

/** The job as the Management API shows it, without what only some types add. */
export function showJob(job: JobRecord): object {
  const { asked, errors: _errors, file: _file, ...rest } = job
  return { ...rest, ...asked }
}
