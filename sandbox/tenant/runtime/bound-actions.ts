import type { TenantContext } from '../tenant-context.ts'
import type { ActionRecord, ActionVersionRecord } from '../tenant-state.ts'

export type BoundAction = { readonly action: ActionRecord; readonly version: ActionVersionRecord }

/** The deployed versions bound to a trigger, in the order of their bindings. */
export function boundActions(tenant: TenantContext, triggerId: string): readonly BoundAction[] {
  return (tenant.state.bindings.get(triggerId) ?? []).flatMap((binding) => {
    const action = tenant.state.actions.get(binding.action_id)
    const version = action?.versions.find(({ id }) => id === action.deployedVersionId)
    return action === undefined || version === undefined ? [] : [{ action, version }]
  })
}
