import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../kernel/log.ts'
import { type Asset, kindsOf } from './assets.ts'
import {
  EMPTY_TENANT,
  keepWhatIsThere,
  type TenantBefore,
  toTenantBefore,
} from './keep-what-is-there.ts'
import { readTenant, type TenantFound } from './read-tenant.ts'
import type { DeployCliRun, TenantAccess } from './run-deploy-cli.ts'
import type { Mappings } from './tenant-mappings.ts'
import { isRunning, ownPid } from './run-process.ts'
import { makePlan, type TenantPlan } from './tenant-plan.ts'
import { wantTenant } from './want-tenant.ts'

/** A tenant, what it is to hold, and who wants to know. */
export type TenantWish = TenantAccess & {
  /** Of tenantMappings. */
  readonly mappings: Mappings
  /** Allows a receiver without TLS on this machine. */
  readonly isSandbox: boolean
  /** Made if needed; what is written into it meanwhile is gone afterwards. */
  readonly workFolder: string
  readonly log: Logger
  /** Gets every line the deploy tool prints, free of values and secrets. */
  readonly onLine?: (line: string) => void
  readonly signal?: AbortSignal
}

/** How the deploy tool is run for a wish, in a folder of its own. */
export type TenantRun = Pick<DeployCliRun, 'access' | 'workFolder' | 'hide' | 'onLine' | 'signal'>

export type PlannedTenant = {
  readonly plan: TenantPlan
  readonly wanted: readonly Asset[]
  readonly found: TenantFound
}

/**
 * What a deploy would change. Reads the tenant and writes nothing; the files are built and checked before.
 * @throws AUTH0_DEPLOY with what to do; its text holds no value of the mappings and no secret
 */
export function planTenant(wish: TenantWish): Promise<TenantPlan> {
  return inWorkFolder(wish, async (run) => (await readAndPlan(wish, run)).plan)
}

/**
 * Checks the files with these values, as far as that goes without asking the tenant anything.
 * @throws AUTH0_DEPLOY with every finding
 */
export function checkTenant(wish: TenantWish): Promise<{ readonly assets: number }> {
  return inWorkFolder(wish, async (run) => ({ assets: (await wantedFor(wish, run)).length }))
}

/** What the files want of a tenant of which nothing is known yet. */
export function wantedFor(
  wish: TenantWish,
  { workFolder }: Pick<TenantRun, 'workFolder'>,
  before: TenantBefore = EMPTY_TENANT,
): Promise<readonly Asset[]> {
  const mappings = keepWhatIsThere(wish, before)
  const { isSandbox } = wish
  return wantTenant({ mappings, isSandbox, workFolder, key: noteKey(mappings) })
}

/** The plan with both sides of it. */
export async function readAndPlan(wish: TenantWish, run: TenantRun): Promise<PlannedTenant> {
  const { domain, log } = wish
  // Mistakes in the files are told before the tenant is asked anything.
  const kinds = kindsOf(await wantedFor(wish, run))
  log.debug({}, 'Reading the tenant')
  const found = await readTenant(run, kinds)
  const wanted = await wantedFor(wish, run, toTenantBefore(found.assets))
  warnOfScopes(wish, found)
  const { secretTimes } = found
  return {
    plan: makePlan({ domain, wanted, found: found.assets, secretTimes }),
    wanted,
    found,
  }
}

function warnOfScopes({ onLine }: TenantWish, { extraScopes }: TenantFound): void {
  if (extraScopes.length === 0) return
  onLine?.(
    `warn: The deploy client holds more than it needs: ${extraScopes.join(', ')}. Take it away.`,
  )
}

/** Keys every mark that is made of a secret. */
export function noteKey(mappings: Mappings): string {
  return String(mappings['WEBHOOK_SECRET'])
}

/** What a run that was killed left: it holds secrets, and nobody reads it any more. */
async function removeDeadRuns(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(/^run-(\d+)-/.exec(name)?.[1] ?? Number.NaN)
    if (Number.isNaN(pid) || isRunning(pid)) continue
    await rm(join(folder, name), { recursive: true, force: true })
  }
}

/** Runs `work` in a folder that only we can read and that is gone afterwards; killed, it goes with the next run. */
export async function inWorkFolder<Result>(
  wish: TenantWish,
  work: (run: TenantRun) => Promise<Result>,
): Promise<Result> {
  await mkdir(wish.workFolder, { recursive: true, mode: 0o700 })
  await removeDeadRuns(wish.workFolder)
  const workFolder = await mkdtemp(join(wish.workFolder, `run-${ownPid}-`))
  const { domain, clientId, clientSecret, caFile, mappings, onLine, signal } = wish
  const access = { domain, clientId, clientSecret, ...(caFile === undefined ? {} : { caFile }) }
  try {
    return await work({ access, workFolder, hide: mappings, onLine, signal })
  } finally {
    await rm(workFolder, { recursive: true, force: true })
  }
}
