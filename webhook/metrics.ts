import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { PodlinkError } from '../kernel/errors.ts'
import { PROBLEM_CODES } from './http-errors.ts'
import type { ReceiverDeps } from './receiver-deps.ts'
import { readStoreFigures, type RunCursor, type StoreFigures } from './store-figures.ts'

/** What the receiver tells Prometheus. */
export type ReceiverMetrics = {
  /**
   * `recorded`, `duplicate` or the code of the problem it was refused with; of what a stream sent also `skipped` (known, or
   * of no use) and `kept` (as a dead letter). One unless said otherwise.
   */
  readonly countDelivery: (outcome: string, count?: number) => void
  /** The text to scrape. Figures of the store keep their last values while it is away, and `podlink_store_up` says so. */
  readonly render: () => Promise<{ readonly contentType: string; readonly text: string }>
}

const OUTCOMES = ['recorded', 'duplicate', 'skipped', 'kept']
const JOB_STATUSES = ['ready', 'done', 'failed', 'review', 'cancelled']

/**
 * A registry of its own, every series at 0 from the start. Deliveries are counted by this process; the rest stands in the
 * store, so that every receiver on it shows the same: take the maximum over receivers, not the sum.
 */
export function createMetrics(deps: Pick<ReceiverDeps, 'store' | 'log' | 'now'>): ReceiverMetrics {
  const registry = new Registry()
  const deliveries = createDeliveryCounter(registry)
  const shared = createSharedMetrics(registry)
  let cursor: RunCursor = null
  const refresh = async () => {
    try {
      const figures = await readStoreFigures(deps.store, cursor)
      cursor = figures.cursor
      shared.apply(figures, deps.now())
      shared.storeUp.set(1)
    } catch (error) {
      shared.storeUp.set(0)
      const code = error instanceof PodlinkError ? error.code : 'unknown'
      deps.log.warn({ code }, 'figures of the store could not be read')
    }
  }
  // One scrape after the other, so that no run is counted twice.
  let last = Promise.resolve()
  return {
    countDelivery: (outcome, count = 1) => deliveries.inc({ outcome }, count),
    render: async () => {
      last = last.then(refresh)
      await last
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

function createDeliveryCounter(registry: Registry): Counter<'outcome'> {
  const deliveries = new Counter({
    name: 'podlink_deliveries_total',
    help: 'Deliveries by outcome, counted by this process',
    labelNames: ['outcome'],
    registers: [registry],
  })
  for (const outcome of [...OUTCOMES, ...PROBLEM_CODES]) deliveries.inc({ outcome }, 0)
  return deliveries
}

function createSharedMetrics(registry: Registry) {
  const seed = createSeedMetrics(registry)
  const own = createOwnMetrics(registry)
  return {
    storeUp: own.storeUp,
    apply: (figures: StoreFigures, now: Date) => {
      for (const seconds of figures.newRuns.durationsS) seed.duration.observe(seconds)
      seed.matched.inc(figures.newRuns.matched)
      seed.errors.inc(figures.newRuns.failed)
      seed.creationFailed.reset()
      seed.creationFailed.inc(figures.failedCreations)
      if (figures.newRuns.latest !== null) {
        const { matched, unmatched } = figures.newRuns.latest
        seed.unmatched.set(unmatched)
        seed.compatibility.set(matched + unmatched === 0 ? 1 : matched / (matched + unmatched))
      }
      own.reviews.set(figures.openReviews)
      own.deadLetters.set(figures.deadLetters)
      const { caughtUpAt } = figures
      // The clock of whoever caught up may be a little ahead.
      const ageMs = caughtUpAt === null ? 0 : Math.max(0, now.getTime() - caughtUpAt.getTime())
      own.catchUpAge.set(ageMs / 1000)
      for (const status of JOB_STATUSES) {
        own.jobs.set({ status }, figures.jobsByStatus.get(status) ?? 0)
      }
    },
  }
}

/** The names of the seed document, and the two that its alerts use. */
function createSeedMetrics(registry: Registry) {
  const registers = [registry]
  const compatibility = new Gauge({
    name: 'auth0_podfactory_compatibility',
    help: 'Matched users over matched and unmatched ones in the last good sync; 1 when there are none',
    registers,
  })
  compatibility.set(1)
  return {
    compatibility,
    duration: new Histogram({
      name: 'podfactory_sync_duration_seconds',
      help: 'Time taken for PodFactory sync',
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
      registers,
    }),
    matched: new Counter({
      name: 'podfactory_users_matched_total',
      help: 'PodFactory users that syncs linked to employees',
      registers,
    }),
    unmatched: new Gauge({
      name: 'podfactory_users_unmatched',
      help: 'PodFactory users that nobody fits, in the last good sync',
      registers,
    }),
    errors: new Counter({
      name: 'podfactory_sync_errors',
      help: 'Syncs that failed or were stopped by a safety limit',
      registers,
    }),
    creationFailed: new Counter({
      name: 'auth0_user_creation_failed',
      help: 'Accounts that could not be created',
      registers,
    }),
  }
}

function createOwnMetrics(registry: Registry) {
  const registers = [registry]
  const jobs = new Gauge({
    name: 'podlink_jobs',
    help: 'Jobs of the outbox by status',
    labelNames: ['status'],
    registers,
  })
  for (const status of JOB_STATUSES) jobs.set({ status }, 0)
  return {
    jobs,
    reviews: new Gauge({
      name: 'podlink_open_reviews',
      help: 'Review cases that wait for a person',
      registers,
    }),
    deadLetters: new Gauge({
      name: 'podlink_dead_letters',
      help: 'Deliveries that were kept because nobody could read them',
      registers,
    }),
    catchUpAge: new Gauge({
      name: 'podlink_catch_up_age_seconds',
      help: 'Time since the last good catch-up ended; 0 before the first',
      registers,
    }),
    storeUp: new Gauge({
      name: 'podlink_store_up',
      help: '1 when the last scrape could read the store',
      registers,
    }),
  }
}
