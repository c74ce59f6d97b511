import type { TenantContext } from '../tenant-context.ts'
import type { ActionCode, ActionRecord, ActionVersionRecord } from '../tenant-state.ts'
import { knownTriggers, showTrigger } from './known-triggers.ts'

function showCode({ code, runtime, dependencies, secrets }: ActionCode): object {
  return {
    code,
    runtime,
    dependencies,
    // A secret's value goes in and never comes out.
    secrets: secrets.map(({ name, updated_at }) => ({ name, updated_at })),
  }
}

function showTriggers(action: ActionRecord): object[] {
  return action.supported_triggers.map((trigger) => {
    const full = knownTriggers.find(({ id }) => id === trigger.id)
    return full === undefined ? trigger : showTrigger(full)
  })
}

/** A draft that was written a moment ago is `pending`, then `built`. */
export function isBuilt(tenant: TenantContext, action: ActionRecord): boolean {
  return tenant.now() >= action.builtAtMs
}

/** The fields a version has inside its Action; the status is upper case there, as the real API has it. */
function showDeployed(version: ActionVersionRecord): object {
  const { id, number, created_at, updated_at } = version
  return {
    ...showCode(version),
    id,
    deployed: true,
    status: 'BUILT',
    number,
    build_time: updated_at,
    created_at,
    updated_at,
  }
}

/** `status` is passed where the answer to a write says `pending` whatever the clock says. */
export function showAction(
  tenant: TenantContext,
  action: ActionRecord,
  status: 'pending' | null = null,
): object {
  const { id, name, modules, created_at, updated_at, isDraftDeployed } = action
  const deployed = action.versions.find((version) => version.id === action.deployedVersionId)
  const shownVersion = deployed && showDeployed(deployed)
  return {
    id,
    name,
    supported_triggers: showTriggers(action),
    ...showCode(action),
    ...(modules.length > 0 && { modules }),
    status: status ?? (isBuilt(tenant, action) ? 'built' : 'pending'),
    created_at,
    updated_at,
    installed_integration_id: null,
    ...(shownVersion && { current_version: shownVersion, deployed_version: shownVersion }),
    all_changes_deployed: isDraftDeployed,
  }
}

/** A version by itself, with the Action it belongs to. */
export function showVersion(
  tenant: TenantContext,
  action: ActionRecord,
  version: ActionVersionRecord,
  isDeployed: boolean,
): object {
  const { id, number, created_at, updated_at } = version
  return {
    id,
    action_id: action.id,
    ...showCode(version),
    deployed: isDeployed,
    number,
    status: 'built',
    supported_triggers: showTriggers(action),
    built_at: updated_at,
    created_at,
    updated_at,
    action: showAction(tenant, action),
  }
}
