import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise'
import { PODLINK_FOLDER } from '../cli/sandbox/world-folder.ts'
import { startPrivateServer } from '../sandbox/mysql/private-server.ts'
import { provideServer } from '../sandbox/mysql/provide-server.ts'
import { productivitySchema } from '../sandbox/podfactory/productivity-schema.ts'
import { migrate } from '../store/migrate.ts'
import { openStore } from '../store/open-store.ts'
import { companyStatements } from './ingest-company.ts'

export type BenchDatabase = {
  readonly version: string
  /** Milliseconds of a core that the server has used; null where the machine does not tell. */
  readonly cpuMs: () => Promise<number | null>
  /** A schema with the company as it is before the first event, made anew. */
  readonly makeCompany: (name: string) => Promise<string>
  readonly query: (schemaUrl: string, sql: string) => Promise<readonly RowDataPacket[]>
  readonly close: () => Promise<void>
}

/**
 * The server of DATABASE_URL, or one of our own. Refuses a server that answers a commit before the disk has it: every
 * figure would be another one.
 */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  const given = process.env['DATABASE_URL'] ?? ''
  const own = given === '' ? await startOwnServer() : null
  const adminUrl = own?.adminUrl ?? given
  const admin = await createConnection({ uri: adminUrl, timezone: 'Z' })
  try {
    await refuseForgetful(admin)
  } catch (error) {
    await admin.end()
    await own?.stop()
    throw error
  }
  const [[about]] = await admin.query<RowDataPacket[]>('SELECT VERSION() AS version')
  const made = new Set<string>()
  const close = async () => {
    if (own === null) for (const name of made) await admin.query(`DROP DATABASE \`${name}\``)
    await admin.end()
    await own?.stop()
  }
  return {
    version: String(about?.['version']),
    cpuMs: () => (own === null ? Promise.resolve(null) : cpuMsOf(own.pid)),
    makeCompany: async (name) => {
      const schema = `podlink_bench_${name}`
      made.add(schema)
      return makeCompany(admin, adminUrl, schema)
    },
    query: (schemaUrl, sql) => queryOnce(schemaUrl, sql),
    close,
  }
}

async function startOwnServer() {
  const folder = await mkdtemp(join(tmpdir(), 'podlink-bench-'))
  const mysql = await startPrivateServer({
    folder: join(folder, 'mysql'),
    server: await provideServer({
      podlinkFolder: PODLINK_FOLDER,
      searchPath: process.env['PATH'] ?? '',
      report: console.error,
    }),
  })
  return {
    adminUrl: mysql.adminUrl,
    pid: mysql.pid,
    stop: async () => {
      await mysql.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function refuseForgetful(admin: Connection): Promise<void> {
  const name = 'innodb_flush_log_at_trx_commit'
  const [[row]] = await admin.query<RowDataPacket[]>(`SHOW VARIABLES LIKE '${name}'`)
  if (row?.['Value'] === '1') return
  throw new Error(`${name} is ${String(row?.['Value'])} on this server, and must be 1.`)
}

async function makeCompany(admin: Connection, adminUrl: string, schema: string): Promise<string> {
  await admin.query(`DROP DATABASE IF EXISTS \`${schema}\``)
  for (const sql of productivitySchema(schema)) await admin.query(sql)
  const url = new URL(adminUrl)
  url.pathname = `/${schema}`
  const store = openStore({ url: url.href, connectionsMax: 1 })
  await migrate(store)
  await store.close()
  for (const { sql, params } of companyStatements(schema))
    await admin.query(sql, [...(params ?? [])])
  return url.href
}

async function queryOnce(url: string, sql: string): Promise<readonly RowDataPacket[]> {
  const connection = await createConnection({ uri: url, timezone: 'Z' })
  const [rows] = await connection.query<RowDataPacket[]>(sql)
  await connection.end()
  return rows
}

/** Linux counts in hundredths of a second. */
async function cpuMsOf(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (stat === null) return null
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
