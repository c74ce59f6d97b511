import { PodlinkError } from '../../kernel/errors.ts'
import { readMissingColumns, readServerFacts } from '../../store/inspect-database.ts'
import { readPendingMigrations } from '../../store/migrate.ts'
import type { Store } from '../../store/open-store.ts'
import { checkClock } from './check-clock.ts'
import { type Finding, ok, wrong } from './finding.ts'

/** The productivity database: reachable, migrated, with the columns the column map names, and on the same time. */
export async function checkDatabase(store: Store, now: () => Date): Promise<readonly Finding[]> {
  try {
    const facts = await readServerFacts(store)
    return [
      ok('database', `${facts.version} answers`),
      checkClock('clock of the database', facts.now, now()),
      facts.charset === 'utf8mb4'
        ? ok('character set', 'utf8mb4')
        : wrong(
            'character set',
            `the schema’s default is ${facts.charset}`,
            'ALTER DATABASE … CHARACTER SET utf8mb4, so that every name can be stored.',
          ),
      await checkColumns(store),
      await checkMigrations(store),
    ]
  } catch (error) {
    if (!(error instanceof PodlinkError)) throw error
    return [wrong('database', error.message, error.fix)]
  }
}

async function checkColumns(store: Store): Promise<Finding> {
  const missing = await readMissingColumns(store)
  return missing.length === 0
    ? ok('column map', 'every column it names exists')
    : wrong(
        'column map',
        `missing: ${missing.join(', ')}`,
        'Set COLUMN_MAP to the names your tables use; null stands for a column you do not keep.',
      )
}

async function checkMigrations(store: Store): Promise<Finding> {
  const pending = await readPendingMigrations(store)
  return pending.length === 0
    ? ok('podlink’s tables', 'up to date')
    : wrong(
        'podlink’s tables',
        `not applied: ${pending.join(', ')}`,
        'Run `podlink migrate` with an account that may create tables.',
      )
}
