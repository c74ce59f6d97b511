import { randomBytes, randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { openReader } from '../../../store/open-reader.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { runSync } from '../../../sync/run-sync.ts'
import { openPodfactorySource } from '../../../sync/source/podfactory-source.ts'
import type { SyncDeps, SyncOptions } from '../../../sync/sync-deps.ts'
import type { SyncOutcome } from '../../../sync/sync-outcome.ts'
import { openTestStore, type TestStore } from '../../database/open-test-store.ts'

/** Every table that running again must not change. */
const STATE_TABLES = [
  'employees',
  'activity_logs',
  'employee_facts',
  'employee_podfactory_mapping',
  'auth0_user_mapping',
  'auth0_employee_mapping_audit',
  'account_jobs',
  'review_cases',
  'podfactory_activity',
  'settings',
]
/** What two runs that end alike may differ in. */
const ACCIDENTAL = new Set([
  'row_salt',
  'commitment',
  'activity_log_id',
  'run_id',
  'job_id',
  'run_at',
])

export type SyncLab = {
  readonly test: TestStore
  /** Schema that stands for PodFactory, and its address under an account that may only SELECT. */
  readonly podfactory: { readonly schema: string; readonly user: string; readonly url: string }
  readonly deps: SyncDeps
  readonly run: (options?: Partial<SyncOptions>, deps?: Partial<SyncDeps>) => Promise<SyncOutcome>
  /** Every row of the state tables, byte for byte. */
  readonly dump: () => Promise<Readonly<Record<string, readonly string[]>>>
  /** The same without ids, times and what is random. */
  readonly essence: () => Promise<Readonly<Record<string, readonly string[]>>>
  readonly close: () => Promise<void>
}

/** The productivity database with podlink's tables, and an empty PodFactory beside it on the same server. */
export async function openSyncLab(): Promise<SyncLab> {
  const test = await openTestStore()
  const podfactory = await createPodfactory(test)
  const reader = openReader(podfactory.url)
  const deps: SyncDeps = {
    store: test.store,
    source: openPodfactorySource(reader),
    profile: 'rich',
    suffixes: ['shp', 'hp'],
    matchSettings: defaultMatchSettings,
    now: () => new Date(),
    clockMs: () => performance.now(),
    newId: randomUUID,
    log: { info: () => undefined, warn: () => undefined },
  }
  const read = (table: string) => test.query(`SELECT * FROM \`${table}\` ORDER BY 1`)
  return {
    test,
    podfactory,
    deps,
    run: (options = {}, other = {}) =>
      runSync({ ...deps, ...other }, { apply: true, allow: [], ...options }),
    dump: () => readTables(read, (row) => row),
    essence: () => readTables(read, withoutAccidents),
    close: async () => {
      await reader.close()
      await test.query(`DROP USER '${podfactory.user}'@'%'`)
      await test.query(`DROP DATABASE \`${podfactory.schema}\``)
      await test.close()
    },
  }
}

async function createPodfactory(test: TestStore): Promise<SyncLab['podfactory']> {
  const schema = `${test.schema}_pf`
  const user = `pf_${randomBytes(6).toString('hex')}`
  await test.query(`CREATE DATABASE \`${schema}\` CHARACTER SET utf8mb4`)
  await test.query(`CREATE TABLE \`${schema}\`.users (id INT NOT NULL PRIMARY KEY, email VARCHAR(255) NULL,
    full_name VARCHAR(255) NULL, user_role VARCHAR(64) NULL, actions TEXT NULL)`)
  await test.query(`CREATE TABLE \`${schema}\`.activities (id BIGINT NOT NULL PRIMARY KEY, user_id INT NULL,
    action VARCHAR(64) NULL, happened_at DATETIME(3) NULL, quantity INT NULL, KEY by_user (user_id))`)
  await test.query(`CREATE USER '${user}'@'%' IDENTIFIED BY 'read-only'`)
  await test.query(`GRANT SELECT ON \`${schema}\`.* TO '${user}'@'%'`)
  const url = new URL(inject('adminUrl'))
  url.username = user
  url.password = 'read-only'
  url.pathname = `/${schema}`
  return { schema, user, url: url.href }
}

type Row = Readonly<Record<string, unknown>>

async function readTables(
  read: (table: string) => Promise<readonly Row[]>,
  keep: (row: Row) => Row,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const dump: Record<string, readonly string[]> = {}
  for (const table of STATE_TABLES) {
    dump[table] = (await read(table)).map((row) => JSON.stringify(keep(row))).toSorted()
  }
  return dump
}

function withoutAccidents(row: Row): Row {
  const isGenerated = 'commitment' in row || 'open_key' in row || 'happened_at' in row
  return Object.fromEntries(
    Object.entries(row).filter(
      ([name, value]) =>
        !(value instanceof Date) && !ACCIDENTAL.has(name) && !(isGenerated && name === 'id'),
    ),
  )
}
