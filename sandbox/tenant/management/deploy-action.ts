import { isoNow, type TenantContext } from '../tenant-context.ts'
import type { ActionCode, ActionRecord, ActionVersionRecord } from '../tenant-state.ts'
import { isBuilt } from './show-action.ts'

// Auth0-facts 1.5: then the oldest version that is not used is dropped.
const versionsKept = 50

/** Ends the warm instances of versions that no Action has deployed any more. */
export function forgetUndeployed(tenant: TenantContext): void {
  const deployed = [...tenant.state.actions.values()].flatMap(
    ({ deployedVersionId }) => deployedVersionId ?? [],
  )
  tenant.actionInstances.keepOnly(new Set(deployed))
}

function newVersion(
  tenant: TenantContext,
  action: ActionRecord,
  { code, runtime, dependencies, secrets }: ActionCode,
): ActionVersionRecord {
  const number = (action.versions.at(-1)?.number ?? 0) + 1
  const at = isoNow(tenant)
  const id = tenant.ids.uuid()
  return { code, runtime, dependencies, secrets, id, number, created_at: at, updated_at: at }
}

/** Makes `code` the newest version of the Action, which runs from now on. */
export function deployCode(
  tenant: TenantContext,
  action: ActionRecord,
  code: ActionCode,
): { readonly action: ActionRecord; readonly version: ActionVersionRecord } {
  const version = newVersion(tenant, action, code)
  const deployed: ActionRecord = {
    ...action,
    versions: [...action.versions, version].slice(-versionsKept),
    deployedVersionId: version.id,
  }
  tenant.state.actions.set(action.id, deployed)
  forgetUndeployed(tenant)
  return { action: deployed, version }
}

/** Makes the draft the version that runs. */
export function deployDraft(tenant: TenantContext, draft: ActionRecord) {
  return deployCode(tenant, { ...draft, isDraftDeployed: true }, draft)
}

/** Deploys the draft as soon as it is built, unless it was rewritten or deleted meanwhile. */
export function deployWhenBuilt(tenant: TenantContext, draft: ActionRecord): void {
  if (isBuilt(tenant, draft)) {
    deployDraft(tenant, draft)
    return
  }
  tenant.clock.after(draft.builtAtMs - tenant.now(), async () => {
    if (tenant.state.actions.get(draft.id) === draft) deployDraft(tenant, draft)
  })
}
