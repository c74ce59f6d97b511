import { parseArgs } from 'node:util'
import { type BenchProcess, startBenchProcess, type Told } from './bench-process.ts'
import { NEWCOMERS_MAX, WORKERS } from './ingest-company.ts'
import { openBenchDatabase } from './ingest-database.ts'

/**
 * Prints how many events a second the receiver records, and how long a sender waits: as it is, with one transaction per
 * event, beside a bare Hono handler that stores nothing, and beside the same rows written by multi-row statements. One run
 * on one machine; receiver, senders and database are processes of their own, and every commit is on the disk before it is
 * answered. With more than 100,000 events the receiver runs alone and its memory is printed as it goes.
 *
 *     npx tsx bench/ingest.ts [--events 20000] [--senders 64] [--newcomer-every 50]
 */
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '20000' },
    senders: { type: 'string', default: '64' },
    'newcomer-every': { type: 'string', default: '50' },
  },
})
const EVENTS = Number(values.events)
const SENDERS = Number(values.senders)
const NEWCOMER_EVERY = Number(values['newcomer-every'])
/** Until compilers and caches are warm; not measured. */
const WARM_UP = 2_000
/** Signed at once, so that no signature is older than the five minutes it lives. */
const CHUNK = 50_000
const COMPARED_MAX = 100_000
const RAW_ROWS = [64, 500]

type Measured = {
  readonly perSecond: number
  /** Of single events; null where they are written in bulk. */
  readonly waitMs: { readonly p50: number; readonly p99: number } | null
  /** Microseconds of a core per event: of who sends, the receiver, and the database where the machine tells. */
  readonly coreUs: readonly (number | null)[]
  readonly rssMib: number | null
}

const database = await openBenchDatabase()
try {
  console.log(
    `${EVENTS} events of ${WORKERS} workers, one in ${NEWCOMER_EVERY} by a newcomer (at most ${NEWCOMERS_MAX}); ${SENDERS} senders; ${database.version}`,
  )
  if (EVENTS > COMPARED_MAX) await watchMemory()
  else await compare()
} finally {
  await database.close()
}

async function compare(): Promise<void> {
  const bare = await underLoad('bare')
  // Before the other one: whatever the server has warmed by then is no advantage of ours.
  const receiver = await underLoad('receiver')
  const single = await underLoad('single')
  const raw = []
  for (const rows of RAW_ROWS) raw.push({ rows, ...(await writeRaw(receiver.url, rows)) })
  const most = Math.max(...raw.map(({ perSecond }) => perSecond))
  printRow([
    '',
    'events/s',
    'p50 ms',
    'p99 ms',
    'of single',
    'of raw',
    'of bare',
    'RSS MiB',
    'core µs',
  ])
  const print = (name: string, measured: Measured) => {
    const { perSecond, waitMs, rssMib, coreUs } = measured
    const ratios = [single.perSecond, most, bare.perSecond].map((base) =>
      (perSecond / base).toFixed(2),
    )
    const waits = [waitMs?.p50.toFixed(1) ?? '', waitMs?.p99.toFixed(1) ?? '']
    const cores = coreUs.map((us) => (us === null ? '–' : us.toFixed(0))).join('+')
    printRow([name, perSecond.toFixed(0), ...waits, ...ratios, rssMib?.toFixed(0) ?? '', cores])
  }
  print('receiver', receiver)
  print('one transaction per event', single)
  print('bare Hono, stores nothing', bare)
  for (const { rows, ...measured } of raw) print(`raw rows, ${rows} at once`, measured)
  console.log('core µs: of each event for senders + receiver + database')
}

async function watchMemory(): Promise<void> {
  printRow(['events', 'events/s', 'p50 ms', 'p99 ms', 'RSS MiB'])
  await underLoad('receiver', (sent, { perSecond, waitMs, rssMib }) => {
    const waits = [waitMs?.p50.toFixed(1) ?? '', waitMs?.p99.toFixed(1) ?? '']
    printRow([String(sent), perSecond.toFixed(0), ...waits, rssMib?.toFixed(0) ?? ''])
  })
}

/** Sends every event to a receiver of this kind, and makes sure that it holds what it acknowledged. */
async function underLoad(
  kind: 'receiver' | 'single' | 'bare',
  report: (sent: number, measured: Measured) => void = () => undefined,
): Promise<Measured & { readonly url: string }> {
  const url = await database.makeCompany(kind)
  const receiver = await startBenchProcess('./ingest-receiver-process.ts', {
    kind,
    databaseUrl: url,
  })
  const senders = await startBenchProcess('./ingest-senders-process.ts', {
    port: receiver.ready['port'],
    senders: SENDERS,
    newcomerEvery: NEWCOMER_EVERY,
    // The last one happens about now: one follows every millisecond, and none may lie ahead.
    startMs: Date.now() - WARM_UP - EVENTS,
  })
  await send(senders, WARM_UP)
  const all: Sent[] = []
  let recent: Sent[] = []
  const look = async (of: readonly Sent[]) => measure(of, await receiver.ask({}))
  for (let sent = 0; sent < EVENTS; sent += CHUNK) {
    const one = await sendMeasured(senders, receiver, Math.min(CHUNK, EVENTS - sent))
    all.push(one)
    recent.push(one)
    const total = Math.min(sent + CHUNK, EVENTS)
    if (total % COMPARED_MAX !== 0 && total < EVENTS) continue
    report(total, await look(recent))
    recent = []
  }
  const measured = await look(all)
  await senders.end()
  await receiver.end()
  if (kind !== 'bare') await checkStored(url)
  return { ...measured, url }
}

type Sent = {
  readonly count: number
  readonly tookMs: number
  readonly latencies: readonly number[]
  readonly coreMs: readonly (number | null)[]
}

async function sendMeasured(
  senders: BenchProcess,
  receiver: BenchProcess,
  count: number,
): Promise<Sent> {
  const used = async () => [Number((await receiver.ask({}))['cpuMs']), await database.cpuMs()]
  const before = await used()
  const told = await send(senders, count)
  const after = await used()
  const grown = after.map((ms, index) => minus(ms ?? null, before[index] ?? null))
  return { ...toSent(count, told), coreMs: [Number(told['cpuMs']), ...grown] }
}

async function send(senders: BenchProcess, count: number): Promise<Told> {
  const told = await senders.ask({ count })
  const outcomes = told['outcomes'] as Readonly<Record<string, number>>
  if (outcomes['recorded'] === count) return told
  throw new Error(`not every event was acknowledged: ${JSON.stringify(outcomes)} of ${count}`)
}

function toSent(count: number, told: Told): Omit<Sent, 'coreMs'> {
  return {
    count,
    tookMs: Number(told['tookMs']),
    latencies: told['latencies'] as readonly number[],
  }
}

function measure(of: readonly Sent[], told: Told): Measured {
  const count = of.reduce((sum, one) => sum + one.count, 0)
  const tookMs = of.reduce((sum, one) => sum + one.tookMs, 0)
  const sorted = of.flatMap(({ latencies }) => latencies).toSorted((a, b) => a - b)
  const share = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? 0
  const coreUs = [0, 1, 2].map((index) => {
    const used = of.map(({ coreMs }) => coreMs[index] ?? null)
    const known = used.filter((ms) => ms !== null)
    const sum = known.reduce((total, ms) => total + ms, 0)
    return known.length < used.length ? null : (sum * 1_000) / count
  })
  return {
    perSecond: (count * 1_000) / tookMs,
    waitMs: { p50: share(0.5), p99: share(0.99) },
    coreUs,
    rssMib: told['rssMib'] === undefined ? null : Number(told['rssMib']),
  }
}

/** Every event was acknowledged, so each must be there, once, and no user may be behind his last login. */
async function checkStored(url: string): Promise<void> {
  const expected = WARM_UP + EVENTS
  const [row] = await database.query(
    url,
    `SELECT COUNT(*) AS total, COUNT(DISTINCT SUBSTRING_INDEX(id, '-', -1)) AS numbers,
       MAX(CAST(SUBSTRING_INDEX(id, '-', -1) AS UNSIGNED)) AS last,
       (SELECT COUNT(*) FROM dead_letters) AS dead,
       (SELECT COUNT(*) FROM (SELECT auth0_user_id AS id, MAX(occurred_at) AS newest FROM deliveries
          WHERE type = 'post_login' GROUP BY auth0_user_id) AS logins
        JOIN auth0_user_mapping AS users ON users.auth0_user_id = logins.id
        WHERE NOT users.last_login <=> logins.newest) AS behind
     FROM deliveries`,
  )
  // Numbered from 0: as many numbers as events, and none beyond the last, are all of them.
  const isEach = row?.['numbers'] === expected && Number(row['last']) === expected - 1
  if (isEach && row['total'] === expected && row['dead'] === 0 && row['behind'] === 0) return
  throw new Error(`${expected} events were acknowledged, and the tables say ${JSON.stringify(row)}`)
}

async function writeRaw(sourceUrl: string, rows: number): Promise<Measured> {
  const targetUrl = await database.makeCompany('raw')
  const raw = await startBenchProcess('./ingest-raw-process.ts', { sourceUrl, targetUrl, rows })
  await raw.ask({ from: 0, count: WARM_UP })
  const before = await database.cpuMs()
  const told = await raw.ask({ from: WARM_UP, count: EVENTS })
  const databaseMs = minus(await database.cpuMs(), before)
  await raw.end()
  const sent = { ...toSent(EVENTS, told), coreMs: [Number(told['cpuMs']), 0, databaseMs] }
  return { ...measure([sent], {}), waitMs: null }
}

function minus(after: number | null, before: number | null): number | null {
  return after === null || before === null ? null : after - before
}

function printRow(cells: readonly string[]): void {
  const [first = '', ...rest] = cells
  console.log(first.padEnd(26) + rest.map((cell) => cell.padStart(12)).join(''))
}
