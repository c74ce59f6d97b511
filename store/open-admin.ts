import { createConnection } from 'mysql2/promise'
import { toStoreError } from './store-errors.ts'

/** One statement and its parameters, for `?` in order; a parameter may be a list of rows for one bulk insert. */
export type Statement = { readonly sql: string; readonly params?: readonly unknown[] }

/** A connection with rights beyond the program's own: it makes schemas, accounts and the sandbox's sample data. */
export type Admin = {
  /** @throws PodlinkError STORE_UNREACHABLE or STORE_QUERY */
  readonly run: (statement: Statement) => Promise<void>
  readonly close: () => Promise<void>
}

/** Connects at once. @throws PodlinkError STORE_UNREACHABLE */
export async function openAdmin(url: string): Promise<Admin> {
  const connection = await createConnection({
    uri: url,
    connectTimeout: 5_000,
    timezone: 'Z',
    charset: 'utf8mb4_unicode_ci',
  }).catch((error: unknown) => {
    throw toStoreError(error)
  })
  return {
    run: async (statement) => {
      try {
        await connection.query(statement.sql, [...(statement.params ?? [])])
      } catch (error) {
        throw toStoreError(error)
      }
    },
    close: () => connection.end(),
  }
}
