import type { ActionTrigger } from '../tenant-state.ts'

type KnownTrigger = {
  readonly id: string
  readonly version: string
  readonly compatible: readonly string[]
  readonly runtimes: readonly string[]
  /** Bound to the trigger itself, or to an entity such as an event stream. */
  readonly bindingPolicy: 'trigger-bound' | 'entity-bound'
}

const runtimes = ['node18-actions', 'node22']
const bindingPolicy = 'trigger-bound'

// Auth0-facts 1.1.
const known: readonly KnownTrigger[] = [
  { id: 'post-login', version: 'v3', compatible: ['v2'], runtimes, bindingPolicy },
  { id: 'post-user-registration', version: 'v2', compatible: [], runtimes, bindingPolicy },
  {
    id: 'event-stream',
    version: 'v1',
    compatible: [],
    runtimes: ['node22'],
    bindingPolicy: 'entity-bound',
  },
]

/** A trigger as `GET /actions/triggers` shows it. */
export function showTrigger(trigger: KnownTrigger): object {
  const { id, version, compatible, runtimes: offered, bindingPolicy: binding_policy } = trigger
  return {
    id,
    version,
    status: 'CURRENT',
    runtimes: offered,
    default_runtime: 'node22',
    compatible_triggers: compatible.map((older) => ({ id, version: older })),
    binding_policy,
  }
}

/** The triggers this tenant names; it runs the Actions of those that are bound to the trigger itself. */
export const knownTriggers: readonly KnownTrigger[] = known

/** Whether this tenant runs Actions of this trigger in this version. */
export function isKnownTrigger(trigger: ActionTrigger): boolean {
  return known.some(
    ({ id, version, bindingPolicy: policy }) =>
      policy === 'trigger-bound' && id === trigger.id && version === trigger.version,
  )
}

/** Whether this runtime is offered for new code. */
export function isKnownRuntime(runtime: string): boolean {
  return runtimes.includes(runtime)
}
