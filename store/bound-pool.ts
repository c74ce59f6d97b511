import type { MysqlPool, MysqlPoolConnection, MysqlQueryResult } from 'kysely'
import type { Pool, PoolConnection, QueryError } from 'mysql2'
import { CONNECTION_WAIT_TIMEOUT } from './store-errors.ts'

/**
 * The pool with a bound on every wait: for a connection, and for the answer to each statement. The driver's own bound
 * leaves the connection in the middle of the answer, so a connection whose statement ran out of time is closed.
 */
export function boundPool(pool: Pool, timeoutMs: number): MysqlPool {
  // One wrapper per connection: Kysely prepares every connection it has not met.
  const bounded = new WeakMap<PoolConnection, MysqlPoolConnection>()
  const boundOnce = (connection: PoolConnection) => {
    const known = bounded.get(connection) ?? boundConnection(connection, timeoutMs)
    bounded.set(connection, known)
    return known
  }
  return {
    end: (callback) => pool.end(callback),
    getConnection: (callback) => {
      let isLate = false
      const timer = setTimeout(() => {
        isLate = true
        callback(waitTimeout(), NO_CONNECTION)
      }, timeoutMs)
      pool.getConnection((error, connection) => {
        if (isLate) {
          if (error === null) connection.release()
          return
        }
        clearTimeout(timer)
        callback(error, error === null ? boundOnce(connection) : NO_CONNECTION)
      })
    },
  }
}

/** What stands beside an error, where the interface wants a connection; nobody uses it. */
const NO_CONNECTION: MysqlPoolConnection = {
  query: () => {
    throw new Error('there is no connection')
  },
  release: () => undefined,
}

type Answer = (error: unknown, result: MysqlQueryResult) => void

function boundConnection(connection: PoolConnection, timeoutMs: number): MysqlPoolConnection {
  function query(sql: string, values: unknown[]): ReturnType<typeof connection.query>
  function query(sql: string, values: unknown[], callback: Answer): void
  function query(sql: string, values: unknown[], callback?: Answer) {
    const statement = { sql, values, timeout: timeoutMs }
    if (callback === undefined) return connection.query(statement)
    return connection.query<never>(statement, (error: QueryError | null, result) => {
      if (error?.code === 'PROTOCOL_SEQUENCE_TIMEOUT') connection.destroy()
      callback(error, result)
    })
  }
  return { query, release: () => connection.release() }
}

function waitTimeout(): Error {
  const error = new Error('no connection became free in time')
  return Object.assign(error, { code: CONNECTION_WAIT_TIMEOUT })
}
