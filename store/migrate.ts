import { sql } from 'kysely'
import { PodlinkError } from '../kernel/errors.ts'
import type { Migration, SchemaContext } from './migrations/migration.ts'
import { tables } from './migrations/0001-tables.ts'
import { readAccountJobs } from './migrations/0002-read-account-jobs.ts'
import type { Queryable, Store } from './open-store.ts'
import { reading } from './transaction.ts'

/** In order; append-only. */
const MIGRATIONS: readonly Migration[] = [tables, readAccountJobs]

const JOURNAL = `CREATE TABLE IF NOT EXISTS podlink_migrations (
  name VARCHAR(128) NOT NULL PRIMARY KEY,
  applied_at DATETIME(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`

/**
 * Brings the schema up to date and returns the names of the migrations it applied, `[]` when there was nothing to do.
 * Needs an account that may create tables. Run it from one process; a crash half-way is healed by running it again.
 * @throws PodlinkError STORE_SCHEMA when the customer's employees table is not where the column map says.
 */
export function migrate(store: Store): Promise<readonly string[]> {
  return reading(store, async (db) => {
    const context = await readSchemaContext(db, store)
    await sql.raw(JOURNAL).execute(db)
    const pending = await pendingMigrations(db)
    for (const migration of pending) {
      for (const statement of migration.statements(context)) await sql.raw(statement).execute(db)
      await sql`INSERT IGNORE INTO podlink_migrations (name, applied_at) VALUES (${migration.name}, UTC_TIMESTAMP(6))`.execute(
        db,
      )
    }
    return pending.map((migration) => migration.name)
  })
}

/** Names of the migrations that this program has and the database lacks; all of them when it was never migrated. */
export function readPendingMigrations(store: Store): Promise<readonly string[]> {
  return reading(store, async (db) => {
    const journal = await sql<{ found: number }>`
      SELECT COUNT(*) AS found FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_name = 'podlink_migrations'`.execute(db)
    if (journal.rows[0]?.found === 0) return MIGRATIONS.map((migration) => migration.name)
    return (await pendingMigrations(db)).map((migration) => migration.name)
  })
}

async function pendingMigrations(db: Queryable): Promise<readonly Migration[]> {
  const applied = await sql<{ name: string }>`SELECT name FROM podlink_migrations`.execute(db)
  const names = new Set(applied.rows.map((row) => row.name))
  return MIGRATIONS.filter((migration) => !names.has(migration.name))
}

async function readSchemaContext(db: Queryable, store: Store): Promise<SchemaContext> {
  const { table, id } = store.columns.employees
  const found = await sql<{ type: string }>`
    SELECT column_type AS type FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = ${table} AND column_name = ${id}`.execute(db)
  const type = found.rows[0]?.type
  if (type === undefined || !/^(tiny|small|medium|big)?int(\(\d+\))?( unsigned)?$/i.test(type)) {
    throw new PodlinkError(
      'STORE_SCHEMA',
      `Column ${table}.${id} is missing or not a whole-number key in the database DATABASE_URL names.`,
      { fix: 'Point DATABASE_URL at the productivity database, or correct the column map.' },
    )
  }
  return { employeesTable: table, employeeIdColumn: id, employeeIdType: type }
}
