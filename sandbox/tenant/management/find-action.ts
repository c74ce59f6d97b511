import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ActionRecord, ActionVersionRecord } from '../tenant-state.ts'

/** @throws 404 */
export function findAction(tenant: TenantContext, id: string): ActionRecord {
  const action = tenant.state.actions.get(id)
  if (action === undefined) throw refusal(404, 'That action was not found.', 'inexistent_action')
  return action
}

/** @throws 404 */
export function findVersion(action: ActionRecord, id: string): ActionVersionRecord {
  const version = action.versions.find((one) => one.id === id)
  if (version === undefined) {
    throw refusal(404, 'That version was not found.', 'inexistent_version')
  }
  return version
}
