import { randomUUID } from 'node:crypto'
import { Command, Option } from 'commander'
import { DEFAULT_RETRY } from '../../accounts/back-off.ts'
import type { WorkerReport } from '../../accounts/worker.ts'
import { createLogger } from '../../kernel/log.ts'
import { type Config, toConfig } from '../config/to-config.ts'
import { EXIT } from '../exit-codes.ts'
import { openManagementApi } from '../open-management-api.ts'
import { toRecordDeps } from '../receiver-deps.ts'
import type { Session } from '../session.ts'
import { stopSignal } from '../until-stopped.ts'
import { withStore } from '../with-store.ts'

type WorkerConfig = Config<'database' | 'logging' | 'auth0' | 'budget' | 'accounts' | 'matching'>
type Options = {
  readonly untilIdle?: boolean
  readonly json?: boolean
  readonly stopWithParent?: boolean
}

/** Enough to keep the budget of the largest plan busy while calls take their usual 200 ms. */
const JOBS_AT_ONCE = 8
/** Several calls long; the worker renews it while a job runs. */
const LEASE_MS = 120_000
const IDLE_MS = 500
/** A job that waits longer for a call is put off, so that others get their turn. */
const CALL_WAIT_MAX_MS = 60_000

/** `podlink worker`: does in Auth0 what the outbox asks, until it is asked to stop. */
export function workerCommand(session: Session): Command {
  return new Command('worker')
    .description(
      'Do in Auth0 what the outbox asks, within the tenant’s rate limits. Run as many as you like.',
    )
    .option(
      '--until-idle',
      'end when there is nothing left to do; exit code 1 when a job failed or waits for a person',
    )
    .option('--json', 'print JSON lines')
    .addOption(new Option('--stop-with-parent').hideHelp())
    .addHelpText('after', '\nExample:\n  podlink worker --until-idle')
    .action(async (options: Options) => {
      const config = toConfig(session.env, [
        'database',
        'logging',
        'auth0',
        'budget',
        'accounts',
        'matching',
      ])
      const report = await work(config, options)
      if (report.failed + report.review > 0) session.exitCode = EXIT.failed
      if (options.json === true) console.log(JSON.stringify({ report }))
      else
        console.log(
          Object.entries(report)
            .map(([end, count]) => `${end} ${count}`)
            .join(', '),
        )
    })
}

async function work(config: WorkerConfig, options: Options): Promise<WorkerReport> {
  const { runWorker } = await import('../../accounts/worker.ts')
  const { recordReads } = await import('../../webhook/record-read.ts')
  const { database, logging, accounts, matching } = config
  return withStore(database, async (store) => {
    const { auth0, budget } = await openManagementApi(config, store, {
      waitMaxMs: CALL_WAIT_MAX_MS,
    })
    const signal = stopSignal({ withParent: options.stopWithParent === true })
    if (options.json === true) console.log(JSON.stringify({ ready: true }))
    return runWorker(
      {
        store,
        auth0,
        budget,
        retry: DEFAULT_RETRY,
        profile: accounts.METADATA_PROFILE,
        suffixes: accounts.STATION_SUFFIXES,
        companyDomains: matching.COMPANY_EMAIL_DOMAINS,
        connection: accounts.AUTH0_CONNECTION,
        connectionsAllowed: accounts.AUTH0_CONNECTIONS_ALLOWED,
        recordReads: recordReads(toRecordDeps(config, store)),
        now: () => new Date(),
        newId: randomUUID,
        random: Math.random,
        log: createLogger({ part: 'worker', level: logging.LOG_LEVEL }),
      },
      {
        signal,
        claimLimit: JOBS_AT_ONCE,
        leaseMs: LEASE_MS,
        idleMs: IDLE_MS,
        untilIdle: options.untilIdle === true,
      },
    )
  })
}
