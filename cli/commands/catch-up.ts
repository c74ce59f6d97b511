import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { CatchUpDeps } from '../../accounts/catch-up/catch-up-deps.ts'
import type { CatchUpOutcome } from '../../accounts/catch-up/catch-up-outcome.ts'
import { CATCH_UP_LIMITS } from '../../accounts/catch-up/check-export.ts'
import { createLogger } from '../../kernel/log.ts'
import type { Store } from '../../store/open-store.ts'
import { renderCatchUp, toCatchUpJson } from '../catch-up-lines.ts'
import { type Config, toConfig } from '../config/to-config.ts'
import { toDurationMs } from '../duration.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { keepCatchingUp } from '../keep-catching-up.ts'
import { openManagementApi } from '../open-management-api.ts'
import { showProgress } from '../progress.ts'
import { toDeadLetterKey, toRecordDeps } from '../receiver-deps.ts'
import type { Session } from '../session.ts'
import { stopSignal } from '../until-stopped.ts'
import { withStore } from '../with-store.ts'

type Options = {
  readonly logsOnly?: boolean
  readonly every?: number
  readonly usersEvery: number
  readonly allow: readonly string[]
  readonly json?: boolean
  readonly stopWithParent?: boolean
}

const SECTIONS = [
  'database',
  'logging',
  'auth0',
  'budget',
  'accounts',
  'matching',
  'deadLetters',
] as const
type CatchUpConfig = Config<(typeof SECTIONS)[number]>

const DAY_MS = 86_400_000
/** It is renewed while a run goes on: this is how long one that was killed keeps the next one waiting. */
const LEASE_MS = 30_000
const POLL_MS = 1_000
/** Node's timers count no further. */
const PAUSE_MAX_MS = 24 * DAY_MS
const CALL_WAIT_MAX_MS = 60_000
/** With the waits between them, some minutes; what lasts longer is for the next run. */
const RETRY = { attemptsMax: 6, ageMaxMs: 0, firstWaitMs: 1_000, waitMaxMs: 60_000 }

const EXAMPLES = `
Examples:
  podlink catch-up                  read all accounts and the log, once
  podlink catch-up --every 1m       keep the log read; all accounts at the start and once a day
  podlink catch-up --logs-only      the log alone, for a scheduler of your own`

/** `podlink catch-up`: reads from Auth0 what was lost on the way, once or again and again. */
export function catchUpCommand(session: Session): Command {
  return new Command('catch-up')
    .description(
      'Read from Auth0 what the receiver did not hear of: the tenant’s log and all accounts. Writes nothing to Auth0.',
    )
    .option('--logs-only', 'read the log alone')
    .option('--every <duration>', 'keep running, and read the log this often', toPauseMs)
    .addOption(
      new Option(
        '--users-every <duration>',
        'with --every: read all accounts this often, and at the start',
      )
        .argParser(toPauseMs)
        .default(DAY_MS, '24h'),
    )
    .addOption(
      new Option(
        '--allow <limit>',
        'let this safety limit be broken once (the message of a stopped run names it)',
      )
        .argParser(collectLimit)
        .default([], 'none'),
    )
    .option('--json', 'print one JSON object for each run')
    .addOption(new Option('--stop-with-parent').hideHelp())
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const config = toConfig(session.env, SECTIONS)
      session.exitCode = await withStore(config.database, (store) =>
        run(
          { config, options, store },
          stopSignal({ withParent: options.stopWithParent === true }),
        ),
      )
    })
}

type Work = { readonly config: CatchUpConfig; readonly options: Options; readonly store: Store }

async function run({ config, options, store }: Work, signal: AbortSignal): Promise<ExitCode> {
  const { catchUp } = await import('../../accounts/catch-up/catch-up.ts')
  const progress = showProgress(options.json === true)
  const deps = { ...(await toDeps(config, store, signal)), onStage: progress.show }
  const show = (outcome: CatchUpOutcome) => {
    progress.clear()
    console.log(
      options.json === true ? JSON.stringify(toCatchUpJson(outcome)) : renderCatchUp(outcome),
    )
  }
  const { allow, every: everyMs } = options
  if (everyMs === undefined) {
    const outcome = await catchUp(deps, { withAccounts: options.logsOnly !== true, allow }).finally(
      progress.clear,
    )
    show(outcome)
    return exitCodeOf(outcome)
  }
  await keepCatchingUp(
    {
      run: (withAccounts) => catchUp(deps, { withAccounts, allow }),
      onOutcome: show,
      onFailure: ({ code, details }) => deps.log.warn({ code, details }, 'a catch-up failed'),
      nowMs: Date.now,
      wait: (ms) => sleep(ms, undefined, { signal }).catch(() => undefined),
      signal,
    },
    { everyMs, accountsEveryMs: options.logsOnly === true ? null : options.usersEvery },
  )
  return EXIT.done
}

async function toDeps(
  config: CatchUpConfig,
  store: Store,
  signal: AbortSignal,
): Promise<CatchUpDeps> {
  const { recordReads } = await import('../../webhook/record-read.ts')
  const { recordLogs } = await import('../../webhook/record-logs.ts')
  const recordDeps = {
    ...toRecordDeps(config, store),
    deadLetterKey: toDeadLetterKey(config.deadLetters),
  }
  return {
    store,
    ...(await openManagementApi(config, store, { waitMaxMs: CALL_WAIT_MAX_MS })),
    retry: RETRY,
    fetch,
    recordReads: recordReads(recordDeps),
    recordLogs: recordLogs(recordDeps, 'catch_up'),
    leaseMs: LEASE_MS,
    pollMs: POLL_MS,
    now: () => new Date(),
    newId: randomUUID,
    random: Math.random,
    log: createLogger({ part: 'catch-up', level: config.logging.LOG_LEVEL }),
    signal,
  }
}

function exitCodeOf(outcome: CatchUpOutcome): ExitCode {
  switch (outcome.kind) {
    case 'done':
    case 'busy':
      return EXIT.done
    case 'stopped':
      return EXIT.stopped
    case 'interrupted':
      return EXIT.failed
  }
}

function collectLimit(value: string, previous: readonly string[]): readonly string[] {
  if (CATCH_UP_LIMITS.some((limit) => limit === value)) return [...previous, value]
  throw new InvalidArgumentError(`There is ${CATCH_UP_LIMITS.join(', ')}.`)
}

function toPauseMs(text: string): number {
  const ms = toDurationMs(text)
  if (ms < 1_000 || ms > PAUSE_MAX_MS) {
    throw new InvalidArgumentError('Write at least 1s and at most 24d.')
  }
  return ms
}
