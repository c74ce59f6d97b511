import { z } from 'zod'
import type { RunId } from '../kernel/ids.ts'
import type { Store } from '../store/open-store.ts'
import { countJobs } from '../store/tables/account-jobs.ts'
import { countDeadLetters } from '../store/tables/dead-letters.ts'
import { countOpenReviewCases } from '../store/tables/review-cases.ts'
import { readEndedRuns, readRuns, type Run } from '../store/tables/runs.ts'
import { reading } from '../store/transaction.ts'

/** The last run that was counted; null before the first. */
export type RunCursor = { readonly finishedAt: Date; readonly id: RunId } | null

/** What the store knows that is worth a figure. */
export type StoreFigures = {
  readonly cursor: RunCursor
  /** Of the syncs that ended after the cursor. */
  readonly newRuns: {
    readonly durationsS: readonly number[]
    readonly failed: number
    /** Links that these runs made. */
    readonly matched: number
    /** Counts of the newest good one; null when there is none among them. */
    readonly latest: { readonly matched: number; readonly unmatched: number } | null
  }
  readonly failedCreations: number
  readonly jobsByStatus: ReadonlyMap<string, number>
  readonly openReviews: number
  readonly deadLetters: number
  /** When the last good catch-up ended; null before the first. */
  readonly caughtUpAt: Date | null
}

const PAGE_RUNS = 1_000
const count = z.int().min(0).catch(0)
const syncFigures = z.object({ matchedNew: count, matched: count, unmatched: count })

/**
 * Reads the figures; of runs only those that ended after `after`, so that a scrape stays cheap however long the history.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_QUERY
 */
export async function readStoreFigures(store: Store, after: RunCursor): Promise<StoreFigures> {
  const { runs, cursor } = await readRunsAfter(store, after)
  return reading(store, async (db) => {
    const jobs = await countJobs(db)
    const [caughtUp] = await readRuns(db, 'catch_up', 1, 'succeeded')
    const jobsByStatus = new Map<string, number>()
    for (const { status, count } of jobs) {
      jobsByStatus.set(status, (jobsByStatus.get(status) ?? 0) + count)
    }
    return {
      cursor,
      newRuns: sumUp(runs),
      failedCreations: jobs
        .filter(({ kind, status }) => kind === 'create_account' && status === 'failed')
        .reduce((sum, { count }) => sum + count, 0),
      jobsByStatus,
      openReviews: await countOpenReviewCases(db),
      deadLetters: await countDeadLetters(db),
      caughtUpAt: caughtUp?.finishedAt ?? null,
    }
  })
}

async function readRunsAfter(
  store: Store,
  after: RunCursor,
): Promise<{ runs: readonly Run[]; cursor: RunCursor }> {
  const runs: Run[] = []
  let cursor = after
  for (;;) {
    const from = cursor
    const page = await reading(store, (db) => readEndedRuns(db, 'sync', from, PAGE_RUNS))
    runs.push(...page)
    const last = page.at(-1)
    if (last?.finishedAt) cursor = { finishedAt: last.finishedAt, id: last.id }
    if (page.length < PAGE_RUNS) return { runs, cursor }
  }
}

function sumUp(runs: readonly Run[]): StoreFigures['newRuns'] {
  const good = runs.filter(({ status }) => status === 'succeeded')
  const figures = good.flatMap((run) => {
    const read = syncFigures.safeParse(run.figures)
    return read.success ? [read.data] : []
  })
  return {
    durationsS: runs.flatMap(({ startedAt, finishedAt }) =>
      finishedAt === null ? [] : [(finishedAt.getTime() - startedAt.getTime()) / 1000],
    ),
    failed: runs.length - good.length,
    matched: figures.reduce((sum, { matchedNew }) => sum + matchedNew, 0),
    latest: figures.at(-1) ?? null,
  }
}
