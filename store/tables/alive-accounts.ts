import { sql } from 'kysely'
import type { Auth0UserId } from '../../kernel/ids.ts'
import type { Queryable } from '../open-store.ts'

/** An account that podlink holds for alive. */
export type AliveAccount = {
  readonly userId: Auth0UserId
  /** When Auth0 made it; null while podlink has not learnt it. */
  readonly createdAt: Date | null
  /** A read of it waits already. */
  readonly isAsked: boolean
}

/** Every account that is neither deleted nor one that a worker is still to create, by id. */
export async function readAliveAccounts(db: Queryable): Promise<readonly AliveAccount[]> {
  const openJob = (kind: string) => sql`
    SELECT 1 FROM account_jobs job
    WHERE job.auth0_user_id = mapping.auth0_user_id AND job.status = 'ready' AND job.kind = ${kind}`
  const { rows } = await sql<{ id: string; created_at: Date | null; is_asked: number | string }>`
    SELECT mapping.auth0_user_id AS id, mapping.created_at AS created_at,
      EXISTS (${openJob('read_account')}) AS is_asked
    FROM auth0_user_mapping mapping
    WHERE mapping.status IN ('created', 'verified', 'blocked')
      AND NOT EXISTS (${openJob('create_account')})
    ORDER BY mapping.auth0_user_id`.execute(db)
  return rows.map(({ id, created_at, is_asked }) => ({
    userId: id as Auth0UserId,
    createdAt: created_at,
    isAsked: Number(is_asked) === 1,
  }))
}
