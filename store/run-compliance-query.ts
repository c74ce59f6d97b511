import { sql } from 'kysely'
import type { Store } from './open-store.ts'
import { reading } from './transaction.ts'

/** Rows of one of {@link COMPLIANCE_QUERIES}, sent word for word. */
export function runComplianceQuery(
  store: Store,
  statement: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return reading(
    store,
    async (db) => (await sql.raw<Record<string, unknown>>(statement).execute(db)).rows,
  )
}
