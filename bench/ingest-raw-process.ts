import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise'
import { answerBench, benchTask, cpuMs } from './bench-process.ts'
import { batches, eventId } from './ingest-company.ts'

/**
 * Writes the rows that the receiver wrote for the same events, read back from its schema, as plain multi-row statements on
 * one connection, one transaction per batch: every delivery, its user's row as it was after it, and whatever else it led to.
 */
type Row = Readonly<Record<string, unknown>>
type Rows = { readonly table: string; readonly rows: readonly Row[] }

const UPSERTED = ['auth0_user_mapping', 'employees']

const { sourceUrl, targetUrl, rows: batchSize } = benchTask()
const source = await open(String(sourceUrl))
const target = await open(String(targetUrl))
const written = await readWritten(source)
await source.end()

await answerBench(
  {},
  async ({ from, count }) => {
    const first = Number(from)
    const work = batches(
      Array.from({ length: Number(count) }, (_, index) => eventId(first + index)),
      Number(batchSize),
    ).map((ids) => rowsOf(written, ids))
    const cpuBefore = cpuMs()
    const startedMs = performance.now()
    const latencies: number[] = []
    for (const tables of work) {
      const sentMs = performance.now()
      await writeBatch(target, tables)
      latencies.push(performance.now() - sentMs)
    }
    return { tookMs: performance.now() - startedMs, latencies, cpuMs: cpuMs() - cpuBefore }
  },
  () => target.end(),
)

async function open(uri: string): Promise<Connection> {
  // Times as text: what was stored is written again to the microsecond.
  const connection = await createConnection({ uri, dateStrings: true, timezone: 'Z' })
  await connection.query("SET SESSION time_zone = '+00:00'")
  await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED')
  return connection
}

/** Everything the receiver wrote, under the delivery that led to it. */
async function readWritten(connection: Connection) {
  const read = async (sql: string) => (await connection.query<RowDataPacket[]>(sql))[0] as Row[]
  const deliveries = await read('SELECT * FROM deliveries ORDER BY occurred_at')
  const firstOf = new Map<unknown, unknown>()
  for (const { auth0_user_id, id } of deliveries) {
    if (!firstOf.has(auth0_user_id)) firstOf.set(auth0_user_id, id)
  }
  const withFirst = (rows: Row[]) => byDelivery(rows, (row) => firstOf.get(row['auth0_user_id']))
  const named = (table: string) => read(`SELECT * FROM ${table} WHERE delivery_id IS NOT NULL`)
  const ofDelivery = (rows: Row[]) => byDelivery(rows, (row) => row['delivery_id'])
  const users = await read('SELECT * FROM auth0_user_mapping')
  return {
    deliveries: new Map(deliveries.map((row) => [row['id'], row])),
    users: new Map(users.map((row) => [row['auth0_user_id'], row])),
    others: [
      {
        table: 'auth0_employee_mapping_audit',
        rows: ofDelivery(await named('auth0_employee_mapping_audit')),
      },
      { table: 'review_cases', rows: ofDelivery(await named('review_cases')) },
      { table: 'write_ledger', rows: ofDelivery(await named('write_ledger')) },
      { table: 'account_jobs', rows: withFirst(await read('SELECT * FROM account_jobs')) },
      {
        table: 'employees',
        rows: withFirst(
          await read(
            `SELECT e.* FROM employees e JOIN account_jobs j ON j.auth0_user_id = e.auth0_user_id`,
          ),
        ),
      },
    ],
  }
}

function byDelivery(rows: readonly Row[], deliveryOf: (row: Row) => unknown) {
  const found = new Map<unknown, Row[]>()
  for (const row of rows) {
    const delivery = deliveryOf(row)
    found.set(delivery, [...(found.get(delivery) ?? []), row])
  }
  return found
}

function rowsOf(
  { deliveries, users, others }: Awaited<ReturnType<typeof readWritten>>,
  ids: readonly string[],
): readonly Rows[] {
  const events = ids.map((id) => deliveries.get(id) ?? {})
  const changed = new Map(
    events.map((event) => {
      const user = users.get(event['auth0_user_id'])
      const { occurred_at, id, type } = event
      const login = type === 'post_login' ? { last_login: occurred_at } : {}
      const row = { ...user, ...login, profile_at: occurred_at, profile_delivery_id: id }
      return [event['auth0_user_id'], row] as const
    }),
  )
  return [
    { table: 'deliveries', rows: events },
    { table: 'auth0_user_mapping', rows: [...changed.values()] },
    ...others.map(({ table, rows }) => ({ table, rows: ids.flatMap((id) => rows.get(id) ?? []) })),
  ].filter(({ rows }) => rows.length > 0)
}

async function writeBatch(connection: Connection, tables: readonly Rows[]): Promise<void> {
  await connection.query('START TRANSACTION')
  for (const { table, rows } of tables) {
    const columns = Object.keys(rows[0] ?? {})
    const update = columns.map((column) => `${column} = VALUES(${column})`).join()
    const tail = UPSERTED.includes(table) ? ` ON DUPLICATE KEY UPDATE ${update}` : ''
    await connection.query(`INSERT INTO ${table} (${columns.join()}) VALUES ?${tail}`, [
      rows.map((row) => columns.map((column) => row[column])),
    ])
  }
  await connection.query('COMMIT')
}
