import { randomBytes } from 'node:crypto'
import { PodlinkError } from '../../kernel/errors.ts'
import { loadPodfactory } from '../../sandbox/podfactory/load-podfactory.ts'
import { loadProductivity } from '../../sandbox/podfactory/load-productivity.ts'
import { productivitySchema } from '../../sandbox/podfactory/productivity-schema.ts'
import { podfactorySchema } from '../../sandbox/podfactory/schema.ts'
import type { SampleRoster } from '../../sandbox/roster/roster.ts'
import { DEFAULT_COLUMN_MAP } from '../../store/column-map.ts'
import { grantStatements } from '../../store/grants.ts'
import { migrate } from '../../store/migrate.ts'
import { type Admin, openAdmin } from '../../store/open-admin.ts'
import { openStore } from '../../store/open-store.ts'

export type SandboxDatabases = {
  /** Productivity, with the account podlink runs under. */
  readonly databaseUrl: string
  /** PodFactory, with an account that can only SELECT. */
  readonly podfactoryUrl: string
  /** False on a server whose account may not grant rights: both URLs then carry that account. */
  readonly isLimited: boolean
}

/** The sandbox's own schemas and accounts on a server; no other schema is ever touched. */
type Names = {
  readonly productivity: string
  readonly podfactory: string
  readonly program: string
  readonly reader: string
}

/**
 * Makes both databases anew, as they would be on a first day with the sample roster: whatever the sandbox `name` kept
 * on this server before is dropped.
 */
export async function bootstrapDatabases(options: {
  readonly adminUrl: string
  readonly name: string
  readonly roster: SampleRoster
  readonly now: Date
}): Promise<SandboxDatabases> {
  const names: Names = {
    productivity: `podlink_${options.name}`,
    podfactory: `podlink_${options.name}_podfactory`,
    program: `podlink_${options.name}`,
    reader: `podlink_${options.name}_reader`,
  }
  const admin = await openAdmin(options.adminUrl)
  try {
    await fill(admin, names, options)
    await migrateAs(urlOf(options.adminUrl, names.productivity))
    return await giveAccounts(admin, names, options.adminUrl)
  } finally {
    await admin.close()
  }
}

async function fill(
  admin: Admin,
  names: Names,
  { roster, now }: { readonly roster: SampleRoster; readonly now: Date },
): Promise<void> {
  const statements = [
    { sql: "SET SESSION time_zone = '+00:00'" },
    { sql: `DROP DATABASE IF EXISTS \`${names.productivity}\`` },
    { sql: `DROP DATABASE IF EXISTS \`${names.podfactory}\`` },
    ...productivitySchema(names.productivity).map((sql) => ({ sql })),
    ...podfactorySchema(names.podfactory).map((sql) => ({ sql })),
    ...loadProductivity(roster.employees, names.productivity),
    ...loadPodfactory(roster, { updatedAt: now, database: names.podfactory }),
  ]
  for (const statement of statements) await admin.run(statement)
}

async function migrateAs(url: string): Promise<void> {
  const store = openStore({ url, connectionsMax: 1 })
  try {
    await migrate(store)
  } finally {
    await store.close()
  }
}

async function giveAccounts(
  admin: Admin,
  names: Names,
  adminUrl: string,
): Promise<SandboxDatabases> {
  const program = { name: names.program, password: randomBytes(18).toString('base64url') }
  const reader = { name: names.reader, password: randomBytes(18).toString('base64url') }
  const grants = [
    ...grantStatements(names.productivity, `'${program.name}'@'%'`, DEFAULT_COLUMN_MAP),
    `GRANT SELECT ON \`${names.podfactory}\`.* TO '${reader.name}'@'%'`,
  ]
  try {
    for (const account of [program, reader]) {
      await admin.run({ sql: `DROP USER IF EXISTS '${account.name}'@'%'` })
      await admin.run({
        sql: `CREATE USER '${account.name}'@'%' IDENTIFIED BY '${account.password}'`,
      })
    }
    for (const sql of grants) await admin.run({ sql })
  } catch (error) {
    if (!isGrantRefused(error)) throw error
    return {
      databaseUrl: urlOf(adminUrl, names.productivity),
      podfactoryUrl: urlOf(adminUrl, names.podfactory),
      isLimited: false,
    }
  }
  return {
    databaseUrl: urlOf(adminUrl, names.productivity, program),
    podfactoryUrl: urlOf(adminUrl, names.podfactory, reader),
    isLimited: true,
  }
}

/** The server lets this account make schemas but not give rights away (1044, 1142, 1227, 1410). */
function isGrantRefused(error: unknown): boolean {
  return (
    error instanceof PodlinkError &&
    [1044, 1045, 1142, 1227, 1410].includes(Number(error.details['errno']))
  )
}

function urlOf(
  adminUrl: string,
  schema: string,
  account?: { readonly name: string; readonly password: string },
): string {
  const url = new URL(adminUrl)
  url.pathname = `/${schema}`
  if (account !== undefined) {
    url.username = account.name
    url.password = account.password
  }
  return url.href
}
