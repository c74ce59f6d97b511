import type { TenantContext } from '../tenant-context.ts'
import type { ActionApi } from './action-api.ts'
import type { ActionResult } from './action-execution.ts'
import { boundActions, type BoundAction } from './bound-actions.ts'
import type { ActionEnd } from './instance/action-instance.ts'

type TriggerRun = {
  readonly triggerId: string
  readonly handlerName: string
  /** Plain data as the next Action is to see it; each Action gets its own copy, with its own secrets. */
  readonly event: () => object
  readonly api: ActionApi
  /** True once an Action has ended the flow. */
  readonly isEnded: () => boolean
}

const fullTenant: ActionEnd = {
  error: { class: 'rate_limited', message: 'Too many Actions are running at once' },
  logs: '',
  tookMs: 0,
}

const gone: ActionEnd = {
  error: { class: 'platform_error', message: 'No instance of the Action stays alive' },
  logs: '',
  tookMs: 0,
}

// An instance can be going down from an earlier execution just when it is taken.
const instancesTried = 3

async function execute(
  tenant: TenantContext,
  { version }: BoundAction,
  run: TriggerRun,
  budgetMs: number,
): Promise<ActionEnd> {
  const { handlerName, api } = run
  const secrets = Object.fromEntries(version.secrets.map(({ name, value }) => [name, value]))
  const event: object = JSON.parse(JSON.stringify({ ...run.event(), secrets }))
  for (let tried = 0; tried < instancesTried; tried += 1) {
    const instance = tenant.actionInstances.take(version)
    const end = await instance.execute({ handlerName, event, api, budgetMs })
    if (end !== null) return end
  }
  return gone
}

async function executeInTurn(
  tenant: TenantContext,
  bound: BoundAction,
  run: TriggerRun,
  budgetMs: number,
): Promise<ActionEnd> {
  if (!tenant.actionConcurrency.enter()) return fullTenant
  return execute(tenant, bound, run, budgetMs).finally(tenant.actionConcurrency.leave)
}

/**
 * Runs the bound Actions one after another, all within one budget of real time; stops at the first failure or end.
 * Starting a cold instance is not counted, so that a small budget means the same on a slow machine.
 */
export async function runTrigger(
  tenant: TenantContext,
  run: TriggerRun,
): Promise<readonly ActionResult[]> {
  let budgetMs = tenant.actionBudgetMs
  const results: ActionResult[] = []
  for (const bound of boundActions(tenant, run.triggerId)) {
    const startedAtMs = tenant.now()
    const { error, logs, tookMs } = await executeInTurn(tenant, bound, run, budgetMs)
    budgetMs = Math.max(1, budgetMs - tookMs)
    const { id: action_id, name: action_name } = bound.action
    const version = bound.version.number
    const endedAtMs = tenant.now()
    results.push({ action_id, action_name, version, logs, startedAtMs, endedAtMs, error })
    if (error !== null || run.isEnded()) break
  }
  return results
}
