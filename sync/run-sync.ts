import { type ApplyProgress, applyPlan } from './apply/apply-plan.ts'
import type { HeldRun } from '../store/held-run.ts'
import { holdRun, type RunEnd } from '../store/hold-run.ts'
import { importActivities } from './apply/import-activities.ts'
import { countFigures } from './count-figures.ts'
import { checkLimits, DEFAULT_SYNC_LIMITS } from './decide/check-limits.ts'
import { decide } from './decide/decide.ts'
import type { Change } from './decide/plan.ts'
import { toMatchInput } from './decide/to-match-input.ts'
import { matchPeople } from './match/match-people.ts'
import { readActivityScope } from './source/read-activity-scope.ts'
import { readWorld } from './source/read-world.ts'
import { startStageClock } from './stage-clock.ts'
import type { SyncDeps, SyncOptions } from './sync-deps.ts'
import type { SyncOutcome, SyncReport } from './sync-outcome.ts'

type Reconciled = Exclude<SyncOutcome, { kind: 'busy' }>

/**
 * Brings the stored mappings to agree with PodFactory and the employees. One sync runs at a time; running again changes
 * nothing; killed anywhere and run again, it ends where an undisturbed run ends.
 * @throws PodlinkError SOURCE_* when PodFactory cannot be read whole, STORE_* when the database refuses
 */
export async function runSync(deps: SyncDeps, options: SyncOptions): Promise<SyncOutcome> {
  if (!options.apply) return reconcile(deps, options, null)
  const held = await holdRun({ ...deps, leaseMs: deps.leaseMs ?? 120_000 }, 'sync', async (run) => {
    const result = await reconcile(deps, options, run)
    return { result, end: endOf(result) }
  })
  const outcome = held.kind === 'busy' ? held : held.result
  logEnd(deps, outcome)
  return outcome
}

async function reconcile(
  deps: SyncDeps,
  options: SyncOptions,
  run: HeldRun | null,
): Promise<Reconciled> {
  const { store, source, limits = DEFAULT_SYNC_LIMITS, onStage = () => undefined } = deps
  const clock = startStageClock(deps.clockMs, (stage) => onStage({ stage, done: 0, total: null }))
  const stamp = { runId: run?.runId ?? null, now: deps.now() }
  const rules = { ...deps, companyDomains: deps.matchSettings.companyDomains }

  const world = await clock.time('read', () => readWorld(store, source))
  const decisions = await clock.time('match', () =>
    matchPeople({
      ...toMatchInput(world),
      settings: deps.matchSettings,
      onProgress: ({ done, total }) => onStage({ stage: 'match', done, total }),
    }),
  )
  const plan = await clock.time('decide', () => decide({ world, decisions, rules, stamp }))
  const breaches = checkLimits({ world, plan, limits, allow: options.allow })

  const report = (stored: readonly Change[], activitiesImported: number): SyncReport => {
    const times = { durationMs: clock.elapsedMs(), stages: clock.stages() }
    const run = { world, decisions, plan, stored, activitiesImported, ...times }
    return { runId: stamp.runId, world, decisions, plan, figures: countFigures(run) }
  }
  if (breaches.length > 0) return { kind: 'stopped', breaches, ...report([], 0) }
  if (run === null) return { kind: 'previewed', ...report(plan.changes, 0) }

  const stored = await clock.time('apply', () => {
    const onProgress = (part: ApplyProgress) => onStage({ stage: 'apply', ...part })
    return applyPlan({ ...deps, onProgress }, run, plan.changes)
  })
  const imported = await clock.time('activities', async () => {
    const onProgress = (done: number) => onStage({ stage: 'activities', done, total: null })
    return importActivities({ ...deps, onProgress }, run, await readActivityScope(store, world))
  })
  return { kind: 'done', ...report(stored, imported) }
}

function endOf(result: Reconciled): RunEnd {
  const isStopped = result.kind === 'stopped'
  return {
    status: isStopped ? 'stopped' : 'succeeded',
    figures: result.figures,
    errorCode: isStopped ? 'LIMIT_EXCEEDED' : null,
  }
}

function logEnd({ log }: SyncDeps, outcome: SyncOutcome): void {
  if (outcome.kind === 'busy') {
    log.warn({ since: outcome.since }, 'sync not started: another one is at work')
  } else if (outcome.kind === 'stopped') {
    const limits = outcome.breaches.map((breach) => breach.limit)
    log.warn({ runId: outcome.runId, limits }, 'sync stopped before the first write')
  } else {
    log.info({ runId: outcome.runId, figures: outcome.figures }, 'sync ended')
  }
}
