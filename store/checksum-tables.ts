import { sql } from 'kysely'
import type { Store } from './open-store.ts'
import { reading } from './transaction.ts'

/** Every table in which a row means a change; runs, leases, budgets and cursors may move without one. */
const STATE_TABLES = [
  'employee_facts',
  'auth0_user_mapping',
  'employee_podfactory_mapping',
  'auth0_employee_mapping_audit',
  'account_jobs',
  'write_ledger',
  'review_cases',
  'podfactory_activity',
] as const

/** One checksum per state table, the customer's two included: equal checksums mean that no row differs. */
export function checksumTables(store: Store): Promise<Readonly<Record<string, string>>> {
  const tables = [...STATE_TABLES, store.columns.employees.table, store.columns.activityLogs.table]
  return reading(store, async (db) => {
    const result = await sql<{ Table: string; Checksum: number | string | null }>`
      CHECKSUM TABLE ${sql.join(tables.map((table) => sql.table(table)))}`.execute(db)
    return Object.fromEntries(
      result.rows.map((row) => [row.Table.split('.').at(-1) ?? row.Table, String(row.Checksum)]),
    )
  })
}
