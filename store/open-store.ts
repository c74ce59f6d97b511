import { CompiledQuery, Kysely, MysqlDialect, type Transaction } from 'kysely'
import { createPool } from 'mysql2'
import { boundPool } from './bound-pool.ts'
import { type ColumnMap, DEFAULT_COLUMN_MAP } from './column-map.ts'
import type { DB } from './schema.ts'

/** Either the pool or a transaction on it; what the functions of `tables/` run on. */
export type Queryable = Kysely<DB>
export type StoreTransaction = Transaction<DB>

/** A pool of connections to the productivity database, and where the customer's columns are. */
export type Store = {
  readonly db: Kysely<DB>
  readonly columns: ColumnMap
  readonly close: () => Promise<void>
}

export type StoreOptions = {
  /** `mysql://user:password@host:port/schema`. Nothing connects before the first query. */
  readonly url: string
  readonly columns?: ColumnMap
  /** Connections held at most, 1 to 100. */
  readonly connectionsMax?: number
  /** How long a statement and the wait for a connection may take each; without it neither is bounded. */
  readonly queryTimeoutMs?: number
}

/**
 * Sessions are in UTC and READ COMMITTED with strict SQL, so that every engine answers alike. Connecting gives
 * up after 5 s; queries that wait for a connection are queued. Whatever takes longer than `queryTimeoutMs` fails as a
 * database that does not answer, and its connection is given up.
 */
export function openStore(options: StoreOptions): Store {
  const pool = createPool({
    uri: options.url,
    connectionLimit: options.connectionsMax ?? 10,
    connectTimeout: 5_000,
    timezone: 'Z',
    charset: 'utf8mb4_unicode_ci',
    supportBigNumbers: true,
    enableKeepAlive: true,
  })
  const db = new Kysely<DB>({
    dialect: new MysqlDialect({
      pool: options.queryTimeoutMs === undefined ? pool : boundPool(pool, options.queryTimeoutMs),
      onCreateConnection: async (connection) => {
        await connection.executeQuery(
          CompiledQuery.raw(
            "SET SESSION time_zone = '+00:00', SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO'",
          ),
        )
        await connection.executeQuery(
          CompiledQuery.raw('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'),
        )
      },
    }),
  })
  return { db, columns: options.columns ?? DEFAULT_COLUMN_MAP, close: () => db.destroy() }
}
