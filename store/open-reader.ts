import { createPool, type RowDataPacket } from 'mysql2/promise'
import { toStoreError } from './store-errors.ts'
import { PodlinkError } from '../kernel/errors.ts'

/** A connection to somebody else's MySQL database that podlink only reads. */
export type Reader = {
  /** Rows of one SELECT. @throws PodlinkError SOURCE_UNREACHABLE */
  readonly select: (
    statement: string,
    parameters?: readonly unknown[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>
  readonly close: () => Promise<void>
}

/**
 * Sends SELECT statements and nothing else, not even a SET, so that the owner's statement log shows what podlink does.
 * That nothing can be written is the account's business; `podlink doctor` checks it. DATETIME values are read as UTC.
 * A statement may take 60 s.
 */
export function openReader(url: string): Reader {
  const pool = createPool({
    uri: url,
    connectionLimit: 2,
    connectTimeout: 5_000,
    timezone: 'Z',
    charset: 'utf8mb4_unicode_ci',
    supportBigNumbers: true,
  })
  return {
    select: async (statement, parameters = []) => {
      try {
        const [rows] = await pool.query<RowDataPacket[]>({
          sql: statement,
          values: [...parameters],
          timeout: 60_000,
        })
        return rows
      } catch (error) {
        throw toSourceError(error)
      }
    },
    close: () => pool.end(),
  }
}

function toSourceError(error: unknown): unknown {
  const cause = toStoreError(error)
  if (!(cause instanceof PodlinkError)) return cause
  return new PodlinkError('SOURCE_UNREACHABLE', 'The PodFactory database could not be read.', {
    fix: 'Check host, user, password, schema and table names in PODFACTORY_DATABASE_URL; `podlink doctor` tells which.',
    isRetryable: cause.isRetryable,
    details: cause.details,
    cause,
  })
}
