import { sql } from 'kysely'
import { PodlinkError } from '../../kernel/errors.ts'
import type { Queryable } from '../open-store.ts'

export type Lease = { readonly name: string; readonly token: string }

/**
 * Takes or renews the lease for `holdMs` milliseconds by the database's clock; false while another token holds it.
 * One row, changed atomically, so it works where named locks are per node.
 */
export async function takeLease(db: Queryable, lease: Lease, holdMs: number): Promise<boolean> {
  const until = sql`UTC_TIMESTAMP(6) + INTERVAL ${holdMs * 1000} MICROSECOND`
  await sql`
    INSERT INTO leases (name, token, held_until) VALUES (${lease.name}, ${lease.token}, ${until})
    ON DUPLICATE KEY UPDATE
      token = IF(held_until < UTC_TIMESTAMP(6), VALUES(token), token),
      held_until = IF(token = VALUES(token), VALUES(held_until), held_until)`.execute(db)
  return (await holder(db, lease.name)) === lease.token
}

/**
 * Stops a transaction of somebody whose lease is gone; call it inside the transaction that must be fenced.
 * @throws PodlinkError STORE_LEASE_LOST
 */
export async function checkLease(db: Queryable, lease: Lease): Promise<void> {
  const row = await db
    .selectFrom('leases')
    .select('token')
    .where('name', '=', lease.name)
    .forUpdate()
    .executeTakeFirst()
  if (row?.token !== lease.token) {
    throw new PodlinkError(
      'STORE_LEASE_LOST',
      `The lease ${lease.name} passed to another process.`,
      {
        fix: 'Nothing to do: the other process goes on.',
      },
    )
  }
}

/** Gives the lease back; harmless when another token holds it. */
export async function releaseLease(db: Queryable, lease: Lease): Promise<void> {
  await db
    .deleteFrom('leases')
    .where('name', '=', lease.name)
    .where('token', '=', lease.token)
    .execute()
}

async function holder(db: Queryable, name: string): Promise<string | null> {
  const row = await db
    .selectFrom('leases')
    .select('token')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.token ?? null
}
