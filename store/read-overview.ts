import { sql } from 'kysely'
import type { Queryable, Store } from './open-store.ts'
import { reading } from './transaction.ts'

/** How much the tables hold, counted now. */
export type Overview = {
  readonly employees: {
    readonly all: number
    readonly active: number
    readonly withAccount: number
  }
  /** PodFactory users linked to an employee, by what they were matched by. */
  readonly podfactoryLinked: Readonly<Record<'email' | 'name' | 'manual', number>>
  /** Auth0 accounts by status. */
  readonly accounts: Readonly<Record<string, number>>
  readonly accountsLinked: number
  readonly accountsLoggedIn: number
  readonly openReviews: Readonly<Record<string, number>>
  readonly auditRows: number
  readonly activityLogs: number
  readonly deliveries: Readonly<Record<string, number>>
  /** Finished writes to Auth0 by operation. */
  readonly auth0Writes: Readonly<Record<string, number>>
  readonly jobs: Readonly<Record<string, number>>
}

/** Counts everything that a screen or a summary shows. */
export function readOverview(store: Store): Promise<Overview> {
  return reading(store, async (db) => {
    const { employees, activityLogs } = store.columns
    const staff = await sql<Record<'everybody' | 'active' | 'linked', number | string | null>>`
      SELECT COUNT(*) AS everybody, SUM(${sql.ref(employees.isActive)} = 1) AS active,
        COUNT(${sql.ref(employees.auth0UserId)}) AS linked FROM ${sql.table(employees.table)}`.execute(
      db,
    )
    const row = staff.rows[0]
    return {
      employees: {
        all: Number(row?.everybody ?? 0),
        active: Number(row?.active ?? 0),
        withAccount: Number(row?.linked ?? 0),
      },
      podfactoryLinked: {
        ...{ email: 0, name: 0, manual: 0 },
        ...(await tally(db, sql`matched_by`, sql`employee_podfactory_mapping`)),
      },
      accounts: await tally(db, sql`status`, sql`auth0_user_mapping`),
      accountsLinked: await total(db, sql`auth0_user_mapping WHERE employee_id IS NOT NULL`),
      accountsLoggedIn: await total(db, sql`auth0_user_mapping WHERE last_login IS NOT NULL`),
      openReviews: await tally(db, sql`kind`, sql`review_cases WHERE status = 'open'`),
      auditRows: await total(db, sql`auth0_employee_mapping_audit`),
      activityLogs: await total(db, sql`${sql.table(activityLogs.table)}`),
      deliveries: await tally(db, sql`source`, sql`deliveries`),
      auth0Writes: await tally(db, sql`operation`, sql`write_ledger WHERE state = 'done'`),
      jobs: await tally(db, sql`status`, sql`account_jobs`),
    }
  })
}

type Fragment = ReturnType<typeof sql>

async function tally(
  db: Queryable,
  key: Fragment,
  from: Fragment,
): Promise<Record<string, number>> {
  const result = await sql<{ label: string; number: number | string }>`
    SELECT ${key} AS label, COUNT(*) AS number FROM ${from} GROUP BY ${key} ORDER BY label`.execute(
    db,
  )
  return Object.fromEntries(result.rows.map((row) => [row.label, Number(row.number)]))
}

async function total(db: Queryable, from: Fragment): Promise<number> {
  const result = await sql<{
    number: number | string
  }>`SELECT COUNT(*) AS number FROM ${from}`.execute(db)
  return Number(result.rows[0]?.number ?? 0)
}
