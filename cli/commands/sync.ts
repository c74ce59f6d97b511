import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { Command, Option } from 'commander'
import { createLogger } from '../../kernel/log.ts'
import { openReader } from '../../store/open-reader.ts'
import { DEFAULT_SYNC_LIMITS } from '../../sync/decide/check-limits.ts'
import { renderReport, toReportJson } from '../../sync/report.ts'
import { runSync } from '../../sync/run-sync.ts'
import { openPodfactorySource } from '../../sync/source/podfactory-source.ts'
import type { SyncOutcome } from '../../sync/sync-outcome.ts'
import { type Config, toConfig } from '../config/to-config.ts'
import { toMatchSettings } from '../config/to-match-settings.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { showProgress } from '../progress.ts'
import type { Session } from '../session.ts'
import { withStore } from '../with-store.ts'

type Options = {
  readonly apply?: boolean
  readonly allow: readonly string[]
  readonly json?: boolean
}
type SyncConfig = Config<'database' | 'logging' | 'podfactory' | 'accounts' | 'matching'>

/** `podlink sync`: matches PodFactory users to employees; a preview unless `--apply` is given. */
export function syncCommand(session: Session): Command {
  return new Command('sync')
    .description(
      'Match PodFactory users to employees and import their activity. Shows what it would do; --apply does it.',
    )
    .option('--apply', 'write what the preview shows')
    .option(
      '--allow <limit>',
      'let this safety limit be broken once (the message of a stopped run names it)',
      collect,
      [],
    )
    .option('--json', 'print one JSON object')
    .addOption(new Option('--stop-with-parent').hideHelp())
    .addHelpText('after', '\nExamples:\n  podlink sync\n  podlink sync --apply')
    .action(async (options: Options) => {
      const config = toConfig(session.env, [
        'database',
        'logging',
        'podfactory',
        'accounts',
        'matching',
      ])
      const outcome = await syncOnce(config, options)
      console.log(
        options.json === true ? JSON.stringify(toReportJson(outcome)) : renderReport(outcome),
      )
      session.exitCode = exitCodeOf(outcome)
    })
}

async function syncOnce(config: SyncConfig, options: Options): Promise<SyncOutcome> {
  const reader = openReader(config.podfactory.PODFACTORY_DATABASE_URL)
  const progress = showProgress(options.json === true)
  try {
    return await withStore(config.database, (store) =>
      runSync(
        {
          store,
          source: openPodfactorySource(reader),
          profile: config.accounts.METADATA_PROFILE,
          suffixes: config.accounts.STATION_SUFFIXES,
          matchSettings: toMatchSettings(config),
          limits: {
            ...DEFAULT_SYNC_LIMITS,
            usersKeptMin: config.podfactory.PODFACTORY_USERS_KEPT_MIN,
          },
          now: () => new Date(),
          clockMs: () => performance.now(),
          newId: randomUUID,
          log: createLogger({ part: 'sync', level: config.logging.LOG_LEVEL }),
          onStage: progress.show,
        },
        { apply: options.apply === true, allow: options.allow },
      ),
    )
  } finally {
    progress.clear()
    await reader.close()
  }
}

function exitCodeOf(outcome: SyncOutcome): ExitCode {
  switch (outcome.kind) {
    case 'done':
      return EXIT.done
    case 'previewed':
      return outcome.plan.changes.length === 0 ? EXIT.done : EXIT.changes
    case 'stopped':
      return EXIT.stopped
    case 'busy':
      return EXIT.failed
  }
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value]
}
