import type { TenantContext } from '../tenant-context.ts'
import type { ActionCode, ActionRecord, ActionVersionRecord } from '../tenant-state.ts'

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
  return action.supported_triggers.map(({ id, version }) => ({ id, version }))
}

/** A draft that was written a moment ago is `pending`, then `built`. */
export function isBuilt(tenant: TenantContext, action: ActionRecord): boolean {
  return tenant.now() >= action.builtAtMs
}

/** The short form: what a version says about its Action. Its flag is false even right after a deployment. */
function showBase(action: ActionRecord): object {
  const { id, name, created_at, updated_at } = action
  const supported_triggers = showTriggers(action)
  return { id, name, supported_triggers, created_at, updated_at, all_changes_deployed: false }
}

/** The status is upper case here and lower case in `deployed_version`, as the real API has it. */
function showCurrentVersion(version: ActionVersionRecord): object {
  const { id, code, runtime, number, created_at, updated_at } = version
  return {
    id,
    code,
    runtime,
    status: 'BUILT',
    number,
    build_time: updated_at,
    created_at,
    updated_at,
  }
}

function showDeployedVersion(action: ActionRecord, version: ActionVersionRecord): object {
  const { id, number, created_at, updated_at } = version
  return {
    ...showCode(version),
    id,
    deployed: true,
    number,
    built_at: updated_at,
    status: 'built',
    created_at,
    updated_at,
    supported_triggers: showTriggers(action),
  }
}

function showVersions(action: ActionRecord): object {
  const deployed = action.versions.find((version) => version.id === action.deployedVersionId)
  if (deployed === undefined) return {}
  return {
    current_version: showCurrentVersion(deployed),
    deployed_version: showDeployedVersion(action, deployed),
  }
}

/** `status` is passed where the answer to a write says `pending` whatever the clock says. */
export function showAction(
  tenant: TenantContext,
  action: ActionRecord,
  status: 'pending' | null = null,
): object {
  const { modules, isDraftDeployed } = action
  return {
    ...showBase(action),
    ...showCode(action),
    ...(modules.length > 0 && { modules }),
    status: status ?? (isBuilt(tenant, action) ? 'built' : 'pending'),
    ...showVersions(action),
    all_changes_deployed: isDraftDeployed,
  }
}

/** An Action inside a binding: the versions, and nothing of the draft. */
export function showBoundAction(action: ActionRecord): object {
  return { ...showBase(action), ...showVersions(action) }
}

/** A version by itself, with the short form of its Action; `built_at` comes once it is deployed. */
export function showVersion(
  action: ActionRecord,
  version: ActionVersionRecord,
  isDeployed: boolean,
): object {
  const { id, number, created_at, updated_at } = version
  return {
    ...showCode(version),
    id,
    deployed: isDeployed,
    number,
    ...(isDeployed && { built_at: updated_at }),
    status: 'built',
    created_at,
    updated_at,
    supported_triggers: showTriggers(action),
    action: showBase(action),
  }
}
