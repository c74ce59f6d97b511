import type { DeliveryEntry } from '../../core/delivery-log.ts'
import { rolesOf } from '../../management/held-roles.ts'
import { showUser } from '../../management/user-profile.ts'
import type { ActionExecution } from '../../runtime/action-execution.ts'
import type { TenantContext } from '../../tenant-context.ts'
import type { ActionRecord } from '../../tenant-state.ts'
import { countUsers, findUsers } from './find-users.ts'
import { hideInside, secretHider } from './hide-secrets.ts'
import type { Outcomes } from './outcomes.ts'
import { clip } from './show-text.ts'

const printedMax = 4_000

/** The latest entries of a log, newest first. */
export function latest<Entry>(entries: readonly Entry[], entriesMax: number): readonly Entry[] {
  return entries.slice(-entriesMax).reverse()
}

/** An Action as the page shows it: never its code, and of its secrets the names alone. */
export type ShownAction = {
  readonly id: string
  readonly name: string
  readonly trigger: string
  readonly runtime: string
  /** Number of the deployed version; null before the first deploy. */
  readonly deployedVersion: number | null
  /** Place among the Actions of its trigger, from 1; null when it is not bound. */
  readonly position: number | null
  readonly secretNames: readonly string[]
}

function showAction(tenant: TenantContext, action: ActionRecord): ShownAction {
  const trigger = action.supported_triggers[0]?.id ?? ''
  const bindings = tenant.state.bindings.get(trigger) ?? []
  const index = bindings.findIndex(({ action_id }) => action_id === action.id)
  const deployed = action.versions.find(({ id }) => id === action.deployedVersionId)
  return {
    id: action.id,
    name: action.name,
    trigger,
    runtime: action.runtime,
    deployedVersion: deployed?.number ?? null,
    position: index === -1 ? null : index + 1,
    secretNames: action.secrets.map(({ name }) => name),
  }
}

/** Every Action, those that run first in the order in which they run. */
export function readActions(tenant: TenantContext): readonly ShownAction[] {
  const last = Number.MAX_SAFE_INTEGER
  return [...tenant.state.actions.values()]
    .map((action) => showAction(tenant, action))
    .toSorted(
      (left, right) =>
        left.trigger.localeCompare(right.trigger, 'en') ||
        (left.position ?? last) - (right.position ?? last),
    )
}

/** The latest executions; what Actions printed or threw comes without secrets and cut short. */
export function readExecutions(
  tenant: TenantContext,
  executionsMax: number,
): readonly ActionExecution[] {
  const hide = secretHider(tenant)
  return latest(tenant.executions, executionsMax).map((execution) => ({
    ...execution,
    results: execution.results.map((result) => ({
      ...result,
      logs: clip(hide(result.logs), printedMax),
      error: result.error && {
        ...result.error,
        message: clip(hide(result.error.message), printedMax),
      },
    })),
  }))
}

/** The latest deliveries. Where they went is shown even when an Action keeps that address among its secrets. */
export function readDeliveries(
  tenant: TenantContext,
  deliveriesMax: number,
): readonly DeliveryEntry[] {
  const hide = secretHider(tenant)
  return latest(tenant.deliveryLog.entries, deliveriesMax).map((entry) =>
    entry.failure === null ? entry : { ...entry, failure: hide(entry.failure) },
  )
}

/** One account as the Management API would show it, with the names of its roles; undefined when there is none. */
export function readUser(tenant: TenantContext, userId: string): object | undefined {
  const user = tenant.state.users.get(userId)
  if (user === undefined) return undefined
  const roles = rolesOf(tenant, userId).map(({ name }) => name)
  return { ...showUser(user), roles }
}

const entriesMax = 200

/** Everything the page shows, as one object for machines; the latest 200 of each list, newest first. */
export function readState(
  tenant: TenantContext,
  options: { readonly search: string; readonly outcomes: Outcomes },
): object {
  const { users, matching } = findUsers(tenant, options.search, entriesMax)
  const nowMs = tenant.now()
  const hide = secretHider(tenant)
  return {
    domain: tenant.domain,
    plan: tenant.plan,
    clock: { now: new Date(nowMs).toISOString(), nowMs, waiting: tenant.clock.waiting() },
    users: {
      ...countUsers(tenant),
      matching,
      items: users.map(({ user_id }) => readUser(tenant, user_id)),
    },
    actions: readActions(tenant),
    executions: readExecutions(tenant, entriesMax),
    deliveries: readDeliveries(tenant, entriesMax),
    mails: latest(tenant.mailSink.mails, entriesMax),
    rateBuckets: tenant.rateLimits.read(),
    requests: latest(tenant.requestLog.entries, entriesMax),
    log: hideInside(latest(tenant.log.entries, entriesMax), hide),
    faults: tenant.faults.list(),
    outcomes: latest(options.outcomes.entries, entriesMax),
  }
}
