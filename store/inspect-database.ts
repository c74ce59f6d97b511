import { sql } from 'kysely'
import type { Reader } from './open-reader.ts'
import type { Store } from './open-store.ts'
import { reading } from './transaction.ts'

export type ServerFacts = {
  /** As the server names itself, such as `10.11.6-MariaDB`. */
  readonly version: string
  /** The server's clock in UTC. */
  readonly now: Date
  readonly charset: string
}

/** What the server says of itself. @throws PodlinkError STORE_UNREACHABLE */
export function readServerFacts(store: Store): Promise<ServerFacts> {
  return reading(store, async (db) => {
    const result = await sql<{ version: string; now: Date; charset: string }>`
      SELECT VERSION() AS version, UTC_TIMESTAMP(6) AS now,
        (SELECT default_character_set_name FROM information_schema.schemata WHERE schema_name = DATABASE()) AS charset`.execute(
      db,
    )
    const row = result.rows[0]
    return {
      version: row?.version ?? 'unknown',
      now: row?.now ?? new Date(0),
      charset: row?.charset ?? 'unknown',
    }
  })
}

/** Columns of the column map that the customer's tables lack, as `table.column`. */
export function readMissingColumns(store: Store): Promise<readonly string[]> {
  const { employees, activityLogs } = store.columns
  const expected = [...columnsOf(employees), ...columnsOf(activityLogs)]
  return reading(store, async (db) => {
    const found = await sql<{ name: string }>`
      SELECT CONCAT(table_name, '.', column_name) AS name FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name IN (${employees.table}, ${activityLogs.table})`.execute(
      db,
    )
    const present = new Set(found.rows.map((row) => row.name.toLowerCase()))
    return expected.filter((name) => !present.has(name.toLowerCase()))
  })
}

/**
 * Rights of the reader's account beyond reading, such as `INSERT`; `[]` when it can only SELECT.
 * @throws PodlinkError SOURCE_UNREACHABLE
 */
export async function readExcessRights(reader: Reader): Promise<readonly string[]> {
  const grants = await reader.select('SHOW GRANTS')
  return [...new Set(grants.flatMap((row) => rightsOf(String(Object.values(row)[0]))))].filter(
    (right) => !READING_RIGHTS.has(right),
  )
}

const READING_RIGHTS = new Set(['SELECT', 'USAGE', 'SHOW VIEW', 'SHOW DATABASES'])

/** `GRANT SELECT (a), INSERT ON x TO y WITH GRANT OPTION` gives SELECT, INSERT and GRANT OPTION. */
function rightsOf(grant: string): readonly string[] {
  const rights = /^GRANT (.+?) ON /.exec(grant)?.[1] ?? ''
  const named = rights
    .replace(/\([^)]*\)/g, '')
    .split(',')
    .map((right) => right.trim().toUpperCase())
    .filter((right) => right !== '')
  return / WITH GRANT OPTION/.test(grant) ? [...named, 'GRANT OPTION'] : named
}

function columnsOf(
  map: Readonly<Record<string, string | null>> & { readonly table: string },
): readonly string[] {
  const { table, ...columns } = map
  return Object.values(columns).flatMap((column) => (column === null ? [] : [`${table}.${column}`]))
}
