import type { Auth0UserId, EmployeeId, JobId } from '../kernel/ids.ts'
import type { Queryable } from './open-store.ts'
import { enqueueJobs } from './tables/account-jobs.ts'

/** Has the worker tell Auth0 what a new link, or its end, makes of the account; once for each revision. */
export function enqueueMetadata(
  db: Queryable,
  change: {
    readonly jobId: JobId
    readonly auth0UserId: Auth0UserId
    /** Whose it is or was. */
    readonly employeeId: EmployeeId
    readonly podlinkRev: number
  },
  at: Date,
): Promise<void> {
  const { jobId, auth0UserId, employeeId, podlinkRev } = change
  const job = {
    id: jobId,
    kind: 'update_metadata' as const,
    employeeId,
    auth0UserId,
    generation: 1,
    payload: {},
    openKey: `metadata:${auth0UserId}:link-${podlinkRev}`,
    runId: null,
  }
  return enqueueJobs(db, [job], at)
}
