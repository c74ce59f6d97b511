import type { TenantContext } from '../tenant-context.ts'
import { failureOf, type ActionExecution } from './action-execution.ts'

// Auth0 keeps execution logs for 10 days, and 256 characters of what each Action printed (auth0-facts 1.5).
const keptMs = 10 * 86_400_000
const logCharactersKept = 256
// Memory is the stand-in's own limit.
const keptMax = 2_000

function dropOld(tenant: TenantContext): void {
  const { executions } = tenant
  const isOld = ({ startedAtMs }: ActionExecution) => startedAtMs <= tenant.now() - keptMs
  const firstKept = executions.findIndex((execution) => !isOld(execution))
  const oldCount = firstKept === -1 ? executions.length : firstKept
  executions.splice(0, Math.max(oldCount, executions.length - keptMax))
}

/** Keeps the run for `GET /actions/executions/{id}` and notes a failure in the tenant log. */
export function recordExecution(
  tenant: TenantContext,
  run: Omit<ActionExecution, 'id' | 'endedAtMs'>,
): void {
  if (run.results.length === 0) return
  const id = tenant.ids.uuid()
  const results = run.results.map((result) => ({
    ...result,
    logs: result.logs.slice(0, logCharactersKept),
  }))
  tenant.executions.push({ ...run, id, endedAtMs: tenant.now(), results })
  dropOld(tenant)
  const failure = failureOf(results)
  if (failure === null) return
  tenant.log.record('actions_execution_failed', {
    user_id: run.user_id,
    details: {
      execution_id: id,
      trigger_id: run.trigger_id,
      action_name: results.at(-1)?.action_name ?? '',
      error_class: failure.class,
      error_message: failure.message,
    },
  })
}
