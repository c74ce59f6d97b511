import type { ActionTrigger } from '../tenant-state.ts'

type KnownTrigger = {
  readonly id: string
  readonly version: string
  readonly compatible: readonly string[]
}

const runtimes = ['node18-actions', 'node22']

const known: readonly KnownTrigger[] = [
  { id: 'post-login', version: 'v3', compatible: ['v2'] },
  { id: 'post-user-registration', version: 'v2', compatible: [] },
]

/** A trigger as `GET /actions/triggers` shows it. */
export function showTrigger({ id, version, compatible }: KnownTrigger): object {
  return {
    id,
    version,
    status: 'CURRENT',
    runtimes,
    default_runtime: 'node22',
    compatible_triggers: compatible.map((older) => ({ id, version: older })),
    binding_policy: 'trigger-bound',
  }
}

/** The triggers whose Actions this tenant runs. */
export const knownTriggers: readonly KnownTrigger[] = known

/** Whether this tenant runs Actions of this trigger in this version. */
export function isKnownTrigger(trigger: ActionTrigger): boolean {
  return known.some(({ id, version }) => id === trigger.id && version === trigger.version)
}

/** Whether this runtime is offered for new code. */
export function isKnownRuntime(runtime: string): boolean {
  return runtimes.includes(runtime)
}
