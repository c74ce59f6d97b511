import type { TenantContext } from '../tenant-context.ts'
import type { ActionErrorClass, ActionResult } from './action-execution.ts'
import { boundActions, type BoundAction } from './bound-actions.ts'

type TriggerRun = {
  readonly triggerId: string
  readonly handlerName: string
  /** Plain data; each Action gets its own copy, with its own secrets. */
  readonly event: object
  readonly api: object
  /** True once an Action has ended the flow. */
  readonly isEnded: () => boolean
}

function messageOf(error: unknown): string {
  // Errors of the Action's realm are no instances of our Error.
  if (typeof error === 'object' && error !== null && 'message' in error) {
    return String(error.message)
  }
  return String(error)
}

function classOf(error: unknown): ActionErrorClass {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  return code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 'action_timeout' : 'action_error'
}

/** How the work ended; `null` is well. Work that is late goes on, but nobody listens any more. */
async function outcomeWithin(
  work: Promise<unknown>,
  budgetMs: number,
): Promise<ActionResult['error']> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<ActionResult['error']>((resolve) => {
    const error = { class: 'action_timeout' as const, message: 'Execution timed out' }
    timer = setTimeout(() => resolve(error), budgetMs)
  })
  const done = work.then(
    () => null,
    (thrown: unknown) => ({ class: classOf(thrown), message: messageOf(thrown) }),
  )
  return Promise.race([done, late]).finally(() => clearTimeout(timer))
}

async function runOne(
  tenant: TenantContext,
  { action, version }: BoundAction,
  run: TriggerRun,
  budgetMs: number,
): Promise<ActionResult> {
  const loaded = tenant.loadAction(version)
  const secrets = Object.fromEntries(version.secrets.map(({ name, value }) => [name, value]))
  const event = loaded.toActionObject({ ...run.event, secrets })
  const start = async () => loaded.call(run.handlerName, event, run.api, Math.ceil(budgetMs))
  const { result, read } = loaded.console.capture(start)
  const error = await outcomeWithin(result, budgetMs)
  return {
    action_id: action.id,
    action_name: action.name,
    version: version.number,
    logs: read(),
    error,
  }
}

/** Runs the bound Actions one after another, all within one time budget; stops at the first failure or end. */
export async function runTrigger(
  tenant: TenantContext,
  run: TriggerRun,
): Promise<readonly ActionResult[]> {
  const deadlineMs = performance.now() + tenant.actionBudgetMs
  const results: ActionResult[] = []
  for (const bound of boundActions(tenant, run.triggerId)) {
    const budgetMs = Math.max(1, deadlineMs - performance.now())
    const result = await runOne(tenant, bound, run, budgetMs)
    results.push(result)
    if (result.error !== null || run.isEnded()) break
  }
  return results
}
