import { PodlinkError } from '../kernel/errors.ts'
import { type AssetKind, kindsOf } from './assets.ts'
import { compareAssets } from './compare-assets.ts'
import { noteAfterUndo } from './deploy-note.ts'
import { findLatestRecord, type KeptRecord, markUndone } from './deploy-record.ts'
import { UNDO_DELETES } from './deploy-scopes.ts'
import { type ManagementClient, openManagementClient } from './management-client.ts'
import { inWorkFolder, type TenantRun, type TenantWish, wantedFor } from './plan-tenant.ts'
import { planUndo, type UndoPlan } from './plan-undo.ts'
import { readTenant } from './read-tenant.ts'
import { writeNote } from './write-note.ts'
import { writeTenant } from './write-tenant.ts'

export type TenantUndo = TenantWish & {
  readonly recordsFolder: string
  readonly now: () => Date
  /** Is shown what will and what will not be restored; false ends it before the first write. */
  readonly confirm: (plan: UndoPlan) => Promise<boolean>
}

/**
 * Takes the latest deploy of this tenant back, whole or half, by its own record; touches nothing that deploy did not
 * change, nor what somebody changed since. What is not restored is told before the first write. Returns the plan, or null
 * when it was not confirmed.
 * @throws AUTH0_DEPLOY when there is nothing to undo, a scope is missing, or the tenant holds something else afterwards
 */
export async function undoDeploy(undo: TenantUndo): Promise<UndoPlan | null> {
  const kept = await findLatestRecord(undo.recordsFolder, undo.domain)
  return inWorkFolder(undo, async (run) => {
    const wanted = await wantedFor(undo, run)
    const { assets: found } = await readTenant(run, kindsOf(kept.record.changes))
    const client = await openManagementClient(run.access)
    const plan = await sparingMembers(client, planUndo({ record: kept.record, found, wanted }))
    refuseMissingScopes(client, plan)
    if (!(await undo.confirm(plan))) return null
    undo.log.info({ write: plan.write.length, remove: plan.remove.length }, 'Undoing the deploy')
    if (plan.write.length > 0) await writeTenant(run, plan.write)
    for (const { name, versionId } of plan.redeploy) await redeploy(client, name, versionId)
    for (const { kind, name } of plan.remove) await remove(client, kind, name)
    await writeNote(client, noteAfterUndo(kept.record.note, wanted))
    await verify(run, kept, plan)
    await markUndone(kept, undo.now())
    return plan
  })
}

/** A role that people hold stays: deleting it would take it from each of them, and nothing gives it back. */
async function sparingMembers(client: ManagementClient, plan: UndoPlan): Promise<UndoPlan> {
  const held = new Set<string>()
  for (const { kind, name } of plan.remove) {
    if (kind !== 'roles') continue
    const id = await findId(client, kind, name)
    const members = id === null ? [] : await client.list(`/roles/${encodeURIComponent(id)}/users`)
    if (members.length > 0) held.add(name)
  }
  const isHeld = ({ kind, name }: { kind: AssetKind; name: string }) =>
    kind === 'roles' && held.has(name)
  const left = plan.remove.filter(isHeld).map(({ kind, name }) => {
    return { kind, name, why: 'people hold it, and nothing would give it back to them' }
  })
  return {
    ...plan,
    remove: plan.remove.filter((one) => !isHeld(one)),
    left: [...plan.left, ...left],
  }
}

function refuseMissingScopes(client: ManagementClient, plan: UndoPlan): void {
  const needed = new Set(plan.remove.flatMap(({ kind }) => UNDO_DELETES[kind]?.scope ?? []))
  const missing = [...needed].filter((scope) => !client.scopes.has(scope))
  if (missing.length === 0) return
  throw new PodlinkError('AUTH0_DEPLOY', 'The deploy client may not delete what the deploy made.', {
    fix: `Grant it ${missing.join(', ')} on the Management API for this undo, and take them away again afterwards. Nothing was written.`,
    details: { missing: missing.length },
  })
}

async function redeploy(client: ManagementClient, name: string, versionId: string): Promise<void> {
  const id = await findId(client, 'actions', name)
  if (id === null) throw gone('actions', name)
  await client.call('POST', `/actions/actions/${id}/versions/${versionId}/deploy`, {
    update_draft: true,
  })
}

async function remove(client: ManagementClient, kind: AssetKind, name: string): Promise<void> {
  const id = await findId(client, kind, name)
  // A deploy that stopped half-way may not have come to it.
  if (id === null) return
  await client.call('DELETE', `${UNDO_DELETES[kind]?.path}/${encodeURIComponent(id)}`)
}

/** The id of what is called so; null when the tenant does not hold it. */
async function findId(
  client: ManagementClient,
  kind: AssetKind,
  name: string,
): Promise<string | null> {
  const entries = await client.list(UNDO_DELETES[kind]?.path ?? '')
  const nameOf = await namer(client, kind)
  const id = entries.find((one) => nameOf(one) === name)?.['id']
  return typeof id === 'string' ? id : null
}

/** How assets.ts names an entry of the Management API. A grant is named by its application, which is told by id here. */
async function namer(
  client: ManagementClient,
  kind: AssetKind,
): Promise<(one: Readonly<Record<string, unknown>>) => string> {
  if (kind === 'resourceServers') return (one) => String(one['identifier'])
  if (kind !== 'clientGrants') return (one) => String(one['name'])
  const clients = await client.list('/clients?fields=client_id,name')
  const names = new Map(clients.map((one) => [one['client_id'], String(one['name'])]))
  return (one) => `${names.get(one['client_id'])} for ${String(one['audience'])}`
}

async function verify(run: TenantRun, { record }: KeptRecord, plan: UndoPlan): Promise<void> {
  const { assets } = await readTenant(run, kindsOf(record.changes))
  const isRemaining = (kind: AssetKind, name: string) =>
    assets.some((asset) => asset.kind === kind && asset.name === name)
  const different = [
    ...compareAssets(plan.write, assets),
    ...plan.remove.filter(({ kind, name }) => isRemaining(kind, name)),
  ]
  if (different.length === 0) return
  const names = different.map(({ kind, name }) => `${kind} ${name}`).join(', ')
  throw new PodlinkError('AUTH0_DEPLOY', `After the undo the tenant still differs: ${names}.`, {
    fix: 'Run the undo again; if it says the same, compare the record with the dashboard.',
    details: { different: different.length },
  })
}

function gone(kind: AssetKind, name: string): PodlinkError {
  return new PodlinkError('AUTH0_DEPLOY', `${kind} ${name} is not in the tenant any more.`, {
    fix: 'Somebody deleted it after the deploy; deploy again instead of undoing.',
  })
}
