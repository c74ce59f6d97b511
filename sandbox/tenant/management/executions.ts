import { Hono } from 'hono'
import type { Allow, TenantEnv } from '../core/access.ts'
import { refusal } from '../core/refusal.ts'
import type { ActionExecution, ActionResult } from '../runtime/action-execution.ts'
import type { TenantContext } from '../tenant-context.ts'

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

function showResult({ action_name, error, startedAtMs, endedAtMs }: ActionResult): object {
  return {
    action_name,
    ...(error && { error: { id: error.class, msg: error.message } }),
    started_at: iso(startedAtMs),
    ended_at: iso(endedAtMs),
  }
}

/** The fields of the SDK's GetActionExecutionResponseContent; a run that failed is as final as any other. */
function showExecution(execution: ActionExecution): object {
  const { id, trigger_id, startedAtMs, endedAtMs, results } = execution
  return {
    id,
    trigger_id,
    status: 'final',
    results: results.map(showResult),
    created_at: iso(startedAtMs),
    updated_at: iso(endedAtMs),
  }
}

/** `/actions/executions/{id}`: how one run of a trigger ended. */
export function executions(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.get('/:id', allow('read:actions'), (context) => {
    const execution = tenant.executions.find(({ id }) => id === context.req.param('id'))
    if (execution === undefined) throw refusal(404, 'That execution does not exist.')
    return context.json(showExecution(execution))
  })
  return app
}
