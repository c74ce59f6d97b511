import { PodlinkError } from '../../kernel/errors.ts'
import { holdRun, type RunEnd } from '../../store/hold-run.ts'
import { type HeldRun, renew } from '../../store/held-run.ts'
import { readAliveAccounts } from '../../store/tables/alive-accounts.ts'
import { reading } from '../../store/transaction.ts'
import { askAboutAccounts } from './ask-about-accounts.ts'
import type { CatchUpDeps, WalkDeps } from './catch-up-deps.ts'
import type { CatchUpOutcome } from './catch-up-outcome.ts'
import { checkExport } from './check-export.ts'
import { findStart } from './find-start.ts'
import { patientHistory } from './patient-history.ts'
import { type Export, readExport } from './read-export.ts'
import { recordAccounts } from './record-accounts.ts'
import { walkLogs } from './walk-logs.ts'

export type CatchUpOptions = {
  /** Reads all accounts and the log; false: the log alone. */
  readonly withAccounts: boolean
  /** Names of limits that a person allows to be broken this time. */
  readonly allow: readonly string[]
}

type Walked = Exclude<CatchUpOutcome, { kind: 'busy' }>

/**
 * Makes what podlink knows of Auth0's accounts what Auth0 says of them, whatever was lost on the way. One catch-up runs at
 * a time; running again changes nothing; killed anywhere and run again, it ends where an undisturbed one ends. It writes
 * nothing to Auth0.
 * @throws PodlinkError SOURCE_* when the export cannot be read whole, before the first write; of Auth0 and of the store.
 */
export async function catchUp(deps: CatchUpDeps, options: CatchUpOptions): Promise<CatchUpOutcome> {
  const onStage = deps.onStage ?? (() => undefined)
  const walkDeps = { ...deps, onStage, auth0: patientHistory(deps) }
  const held = await holdRun(deps, 'catch_up', async (run) => {
    const lease = keepLease(deps, run)
    try {
      const result = await walk(walkDeps, options, run)
      return { result, end: endOf(result) }
    } finally {
      await lease.stop()
    }
  })
  const outcome = held.kind === 'busy' ? held : held.result
  logEnd(deps, outcome)
  return outcome
}

async function walk(deps: WalkDeps, options: CatchUpOptions, run: HeldRun): Promise<Walked> {
  try {
    return await walkOn(deps, options, run)
  } catch (error) {
    if (deps.signal.aborted && !(error instanceof PodlinkError)) return { kind: 'interrupted' }
    throw error
  }
}

async function walkOn(deps: WalkDeps, options: CatchUpOptions, run: HeldRun): Promise<Walked> {
  const startedAt = deps.now()
  const start = await findStart(deps)
  const found = options.withAccounts ? await readExport(deps) : null
  const breaches = await findBreaches(deps, found, options)
  if (breaches.length > 0) return { kind: 'stopped', breaches }
  const whole = found === 'not_in_plan' ? null : found
  const reads = whole?.reads ?? []
  const { recorded, refused } = await recordAccounts(deps, reads)
  const { counts, logStart } = await walkLogs(deps, run, {
    start,
    accountsReadAt: whole?.askedAt ?? null,
  })
  const asked = [...refused, ...(await findMissing(deps, found))]
  await askAboutAccounts(deps, run, asked)
  const wasRead = (count: number) => (found === null ? null : count)
  return {
    kind: 'done',
    accounts: found === null ? null : found === 'not_in_plan' ? 'jobs' : 'export',
    logStart,
    figures: {
      durationMs: deps.now().getTime() - startedAt.getTime(),
      accountsRead: wasRead(reads.length),
      accountsRecorded: wasRead(recorded),
      accountsAsked: wasRead(asked.length),
      logsRead: counts.read,
      logsRecorded: counts.recorded,
      logsSkipped: counts.skipped,
      logsKept: counts.kept,
    },
  }
}

type Found = Export | 'not_in_plan' | null

async function findBreaches(deps: WalkDeps, found: Found, { allow }: CatchUpOptions) {
  if (found === null || found === 'not_in_plan') return []
  const known = (await reading(deps.store, readAliveAccounts))
    .filter(({ createdAt }) => isCovered(createdAt, found))
    .map(({ userId }) => userId)
  return checkExport({ known, exported: new Set(found.reads.map(({ userId }) => userId)), allow })
}

/**
 * Accounts that podlink holds for alive and the export does not hold: gone, or it is no whole one, so that each is asked
 * about. Without exports that is every account. The log has told of many by now.
 */
async function findMissing(deps: WalkDeps, found: Found) {
  if (found === null) return []
  const alive = (await reading(deps.store, readAliveAccounts)).filter(({ isAsked }) => !isAsked)
  if (found === 'not_in_plan') return alive.map(({ userId }) => userId)
  const exported = new Set(found.reads.map(({ userId }) => userId))
  return alive
    .filter(({ userId, createdAt }) => isCovered(createdAt, found) && !exported.has(userId))
    .map(({ userId }) => userId)
}

/** An account made after the export was asked for need not be in it. */
function isCovered(createdAt: Date | null, { askedAt }: Export): boolean {
  return createdAt === null || createdAt < askedAt
}

/**
 * Renews the lease until `stop` resolves: one that is renewed after it was given back would keep the next run waiting. One
 * that another process took over is noticed by the next transaction that checks it.
 */
function keepLease({ store }: CatchUpDeps, run: HeldRun): { readonly stop: () => Promise<void> } {
  let last = Promise.resolve()
  const renewal = setInterval(() => {
    last = renew(store, run).catch(() => undefined)
  }, run.leaseMs / 3)
  return {
    stop: () => {
      clearInterval(renewal)
      return last
    },
  }
}

function endOf(result: Walked): RunEnd {
  switch (result.kind) {
    case 'done':
      return { status: 'succeeded', figures: result.figures, errorCode: null }
    case 'stopped':
      return { status: 'stopped', figures: null, errorCode: 'LIMIT_EXCEEDED' }
    case 'interrupted':
      return { status: 'stopped', figures: null, errorCode: null }
  }
}

function logEnd({ log }: CatchUpDeps, outcome: CatchUpOutcome): void {
  if (outcome.kind === 'done') {
    const { accounts, logStart, figures } = outcome
    log.info({ accounts, logStart, figures }, 'catch-up ended')
  } else if (outcome.kind === 'stopped') {
    const limits = outcome.breaches.map(({ limit }) => limit)
    log.warn({ limits }, 'catch-up stopped before the first write')
  } else log.info({ kind: outcome.kind }, 'catch-up not done')
}
