import type { TenantContext } from '../tenant-context.ts'
import { failureOf, type ActionExecution } from './action-execution.ts'

/** Keeps the run for `GET /actions/executions/{id}` and notes a failure in the tenant log. */
export function recordExecution(tenant: TenantContext, run: Omit<ActionExecution, 'id'>): void {
  if (run.results.length === 0) return
  const id = tenant.ids.uuid()
  tenant.executions.push({ id, ...run })
  const failure = failureOf(run.results)
  if (failure === null) return
  tenant.log.record('actions_execution_failed', {
    user_id: run.user_id,
    details: {
      execution_id: id,
      trigger_id: run.trigger_id,
      action_name: run.results.at(-1)?.action_name ?? '',
      error_class: failure.class,
      error_message: failure.message,
    },
  })
}
