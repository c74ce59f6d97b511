import { randomBytes } from 'node:crypto'
import { createConnection } from 'mysql2/promise'
import { inject } from 'vitest'
import { productivitySchema } from '../../sandbox/podfactory/productivity-schema.ts'
import { migrate } from '../../store/migrate.ts'
import { openStore, type Store } from '../../store/open-store.ts'

export type TestStore = {
  readonly store: Store
  /** `mysql://…` of the schema, for processes that a test starts. */
  readonly url: string
  readonly schema: string
  readonly query: (
    sql: string,
    values?: readonly unknown[],
  ) => Promise<readonly Record<string, unknown>[]>
  readonly close: () => Promise<void>
}

/** A schema of its own with the customer's tables and podlink's, on the server that the test run started. */
export async function openTestStore(): Promise<TestStore> {
  const schema = `podlink_test_${randomBytes(6).toString('hex')}`
  const admin = await createConnection(inject('adminUrl'))
  for (const statement of productivitySchema(schema)) await admin.query(statement)
  await admin.changeUser({ database: schema })
  const url = new URL(inject('adminUrl'))
  url.pathname = `/${schema}`
  const store = openStore({ url: url.href, connectionsMax: 8 })
  await migrate(store)
  return {
    store,
    url: url.href,
    schema,
    query: async (sql, values = []) => {
      const [rows] = await admin.query(sql, [...values])
      return rows as Record<string, unknown>[]
    },
    close: async () => {
      await store.close()
      await admin.query(`DROP DATABASE \`${schema}\``)
      await admin.end()
    },
  }
}
