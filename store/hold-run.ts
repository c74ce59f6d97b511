import type { RunId } from '../kernel/ids.ts'
import { PodlinkError } from '../kernel/errors.ts'
import type { Json } from '../kernel/canonical-json.ts'
import type { Store } from './open-store.ts'
import { checkLease, releaseLease, takeLease } from './tables/leases.ts'
import { endAbandonedRuns, finishRun, insertRun, readRuns } from './tables/runs.ts'
import { inTransaction, reading } from './transaction.ts'
import type { HeldRun } from './held-run.ts'

/** What is done by one process at a time, with a line in `runs`. */
export type RunKind = 'sync' | 'catch_up'

type Deps = {
  readonly store: Store
  readonly newId: () => string
  readonly now: () => Date
  readonly leaseMs: number
}

/** How a run ended, for its row in `runs`. */
export type RunEnd = {
  readonly status: 'succeeded' | 'stopped'
  readonly figures: Json
  readonly errorCode: string | null
}

export type Held<Result> =
  | { readonly kind: 'held'; readonly result: Result }
  /** `since` is null when the holder has not noted its start yet. */
  | { readonly kind: 'busy'; readonly since: Date | null }

/**
 * Runs `work` as the only run of its kind in all processes, with a row in `runs` that says how it ended. Another one at
 * work is no error. When `work` throws, the row says `failed` with the code, the lease is given back, and the error goes on.
 */
export async function holdRun<Result>(
  deps: Deps,
  kind: RunKind,
  work: (run: HeldRun) => Promise<{ readonly end: RunEnd; readonly result: Result }>,
): Promise<Held<Result>> {
  const { store } = deps
  const runId = deps.newId() as RunId
  const run = { runId, lease: { name: kind, token: runId }, leaseMs: deps.leaseMs }
  if (!(await reading(store, (db) => takeLease(db, run.lease, run.leaseMs)))) {
    const [running] = await reading(store, (db) => readRuns(db, kind, 1, 'running'))
    return { kind: 'busy', since: running?.startedAt ?? null }
  }
  try {
    await begin(deps, kind, run)
    const { end, result } = await work(run)
    await inTransaction(store, async (transaction) => {
      await checkLease(transaction, run.lease)
      await finishRun(transaction, runId, { ...end, at: deps.now() })
    })
    return { kind: 'held', result }
  } catch (error) {
    await noteFailure(deps, run, error)
    throw error
  } finally {
    await reading(store, (db) => releaseLease(db, run.lease)).catch(() => undefined)
  }
}

async function begin({ store, now }: Deps, kind: RunKind, run: HeldRun): Promise<void> {
  await inTransaction(store, async (transaction) => {
    await checkLease(transaction, run.lease)
    await endAbandonedRuns(transaction, kind, now())
    await insertRun(transaction, { id: run.runId, kind, startedAt: now() })
  })
}

/** The cause matters more than its note: a database that is away refuses the note as well. */
async function noteFailure({ store, now }: Deps, run: HeldRun, error: unknown): Promise<void> {
  const errorCode = error instanceof PodlinkError ? error.code : 'INTERNAL'
  await reading(store, (db) =>
    finishRun(db, run.runId, { status: 'failed', figures: null, errorCode, at: now() }),
  ).catch(() => undefined)
}
