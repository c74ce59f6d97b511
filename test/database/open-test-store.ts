import { randomBytes } from 'node:crypto'
import { createConnection } from 'mysql2/promise'
import { inject } from 'vitest'
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

const CUSTOMER_TABLES = [
  `CREATE TABLE employees (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(255) NOT NULL, email VARCHAR(255) NULL,
    auth0_user_id VARCHAR(255) NULL, is_active TINYINT(1) NOT NULL DEFAULT 1, department VARCHAR(128) NULL,
    role_code VARCHAR(64) NULL, previous_names VARCHAR(1000) NULL
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`,
  `CREATE TABLE activity_logs (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, employee_id INT NOT NULL, action VARCHAR(64) NOT NULL,
    happened_at DATETIME(6) NOT NULL, quantity INT NOT NULL, FOREIGN KEY (employee_id) REFERENCES employees (id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`,
]

/** A schema of its own with the customer's tables and podlink's, on the server that the test run started. */
export async function openTestStore(): Promise<TestStore> {
  const schema = `podlink_test_${randomBytes(6).toString('hex')}`
  const admin = await createConnection(inject('adminUrl'))
  await admin.query(`CREATE DATABASE \`${schema}\` CHARACTER SET utf8mb4`)
  await admin.changeUser({ database: schema })
  for (const statement of CUSTOMER_TABLES) await admin.query(statement)
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
