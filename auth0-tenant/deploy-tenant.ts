import { performance } from 'node:perf_hooks'
import { PodlinkError } from '../kernel/errors.ts'
import type { AssetChange } from './compare-assets.ts'
import { keepRecord } from './deploy-record.ts'
import { openManagementClient } from './management-client.ts'
import {
  inWorkFolder,
  type PlannedTenant,
  readAndPlan,
  type TenantRun,
  type TenantWish,
} from './plan-tenant.ts'
import { noteFor, noteIn } from './deploy-note.ts'
import { halfDeployed, listOf, unverified } from './half-deployed.ts'
import { isHidden } from './hidden-fields.ts'
import type { TenantPlan } from './tenant-plan.ts'
import { writeNote } from './write-note.ts'
import { writeTenant } from './write-tenant.ts'

export type TenantDeploy = TenantWish & {
  /** The plan that was reviewed; null deploys whatever differs. */
  readonly planId: string | null
  /** Where what was there before is kept, for the undo. */
  readonly recordsFolder: string
  readonly now: () => Date
}

export type DeployOutcome = {
  readonly plan: TenantPlan
  /** Null when nothing differed: then nothing was written. */
  readonly recordFile: string | null
  readonly durationMs: number
}

/**
 * Makes the tenant hold what the files say by writing what differs and nothing else: an Action that is as it should be
 * gets no new version, and a tenant that is as it should be gets no write at all. Takes nothing away. What was there is
 * kept first. Auth0 has no transaction: a failure half-way says what was and what was not written, and deploying again
 * goes on from there.
 * @throws AUTH0_PLAN_STALE when the tenant or the files are not those of the plan any more; nothing was written then
 * @throws AUTH0_DEPLOY with what to do; its text holds no value of the mappings and no secret
 */
export async function deployTenant(deploy: TenantDeploy): Promise<DeployOutcome> {
  const startedMs = performance.now()
  const { plan, recordFile } = await inWorkFolder(deploy, (run) => deployIn(deploy, run))
  const durationMs = Math.round(performance.now() - startedMs)
  deploy.log.info({ durationMs, changes: plan.changes.length }, 'Tenant deployed')
  return { plan, recordFile, durationMs }
}

async function deployIn(
  deploy: TenantDeploy,
  run: TenantRun,
): Promise<Omit<DeployOutcome, 'durationMs'>> {
  const planned = await readAndPlan(deploy, run)
  const { plan } = planned
  refuseOtherPlan(deploy, plan)
  if (plan.changes.length === 0) return { plan, recordFile: null }
  const recordFile = await keepBefore(deploy, planned)
  const isChanged = holds(plan.changes)
  deploy.log.info({ changes: plan.changes.length }, 'Writing what differs')
  try {
    await writeTenant(run, planned.wanted.filter(isChanged))
  } catch (error) {
    // Whoever stopped the deploy wants to know how far it came.
    const unstopped = { ...run, signal: undefined }
    const now = await readAndPlan(deploy, unstopped).catch(() => null)
    throw halfDeployed({ plan, recordFile, error, now: now?.plan ?? null })
  }
  await verify(deploy, run).catch((error: unknown) => {
    throw unverified(plan, recordFile, error)
  })
  return { plan, recordFile }
}

function refuseOtherPlan({ planId }: TenantDeploy, plan: TenantPlan): void {
  if (planId === null || planId === plan.id) return
  throw new PodlinkError(
    'AUTH0_PLAN_STALE',
    `Plan ${planId} does not fit any more: the tenant or the files changed since it was made.`,
    {
      fix: 'Nothing was written. Make a plan again, look at it, and deploy that one.',
      details: { planId, currentPlanId: plan.id },
    },
  )
}

function keepBefore(deploy: TenantDeploy, { plan, found }: PlannedTenant): Promise<string> {
  return keepRecord(deploy.recordsFolder, {
    version: 1,
    domain: deploy.domain,
    planId: plan.id,
    startedAt: deploy.now().toISOString(),
    changes: plan.changes,
    before: found.assets.filter(holds(plan.changes)),
    deployedVersions: found.deployedVersions,
    note: noteIn(found.assets),
    undoneAt: null,
  })
}

function holds(changes: readonly AssetChange[]) {
  const keys = new Set(changes.map(({ kind, name }) => `${kind}\n${name}`))
  return ({ kind, name }: { kind: string; name: string }) => keys.has(`${kind}\n${name}`)
}

/** Notes when secrets were written, so that a later change is seen; then reads whether all of it is there. */
async function verify(deploy: TenantDeploy, run: TenantRun): Promise<void> {
  const after = await readAndPlan(deploy, run)
  const client = await openManagementClient(run.access)
  await writeNote(client, JSON.stringify(noteFor(after.wanted, after.found.secretTimes)))
  // What nobody is shown was compared with the note of the deploy before.
  const left = after.plan.changes.filter(({ kind, fields }) =>
    fields.some(({ path }) => !isHidden(kind, path)),
  )
  if (left.length === 0) return
  const message = `The tenant took the deploy and yet holds something else:\n${listOf(left)}`
  throw new PodlinkError('AUTH0_DEPLOY', message, {
    fix: 'Either somebody changed it meanwhile, or Auth0 keeps another form of these values: write that form into the files.',
    details: { left: left.length },
  })
}
