import { createServer, type Server } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PostLoginApi, PostLoginEvent } from '../actions/auth0-types.ts'
import { onExecutePostLogin } from '../actions/post-login.ts'
import { bootstrapDatabases } from '../cli/sandbox/bootstrap-database.ts'
import { startChild } from '../cli/sandbox/child-process.ts'
import { sampleCompany } from '../cli/sandbox/demo.ts'
import { PODLINK_FOLDER } from '../cli/sandbox/world-folder.ts'
import { startPrivateServer } from '../sandbox/mysql/private-server.ts'
import { provideServer } from '../sandbox/mysql/provide-server.ts'

/**
 * Prints how long the post-login Action holds a login: with a real receiver over a durable database, with one that is
 * slow, hangs or is not there, and with the breaker closed (each login asks) and open (none does).
 */
const BUDGET_MS = 800
const SLOW_MS = 300
const LOGINS = Number(process.argv[2] ?? 500)
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

const folder = await mkdtemp(join(tmpdir(), 'podlink-bench-'))
const mysql = await startPrivateServer({
  folder: join(folder, 'mysql'),
  server: await provideServer({
    podlinkFolder: PODLINK_FOLDER,
    searchPath: process.env['PATH'] ?? '',
    report: console.error,
  }),
})
const databases = await bootstrapDatabases({
  adminUrl: mysql.adminUrl,
  name: 'bench',
  roster: sampleCompany(new Date()),
  now: new Date(),
})
const receiver = startChild({
  args: ['serve'],
  env: {
    ...process.env,
    DATABASE_URL: databases.databaseUrl,
    WEBHOOK_SECRETS: SECRET,
    RECEIVER_PORT: '0',
    LOG_LEVEL: 'error',
  },
  logFile: join(folder, 'receiver.log'),
})
const url = String((await receiver.ready)['url'])
const slow = await listen((answer) => void setTimeout(answer, SLOW_MS))
const hanging = await listen(() => undefined)

console.log(`the login waits (ms), budget ${BUDGET_MS} ms`)
printRow(['receiver', 'breaker', 'logins', 'p50', 'p95', 'p99', 'most'])
await measure('healthy', url, { logins: LOGINS, isOpen: false })
await measure(`slow (${SLOW_MS} ms)`, slow.url, { logins: 20, isOpen: false })
await measure('hanging', hanging.url, { logins: 10, isOpen: false })
await measure('refused', 'http://127.0.0.1:1', { logins: LOGINS, isOpen: false })
await measure('hanging', hanging.url, { logins: LOGINS, isOpen: true })
await measure('refused', 'http://127.0.0.1:1', { logins: LOGINS, isOpen: true })

for (const { server } of [slow, hanging]) {
  server.closeAllConnections()
  server.close()
}
await receiver.stop()
await mysql.stop()
await rm(folder, { recursive: true, force: true })

/** A receiver that answers when it likes. */
async function listen(
  when: (answer: () => void) => void,
): Promise<{ server: Server; url: string }> {
  const server = createServer((_request, response) => {
    when(() => response.end('{}'))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { server, url: `http://127.0.0.1:${port}` }
}

async function measure(
  name: string,
  receiverUrl: string,
  { logins, isOpen }: { readonly logins: number; readonly isOpen: boolean },
): Promise<void> {
  const print = console.log
  // What the Action says of each failure is not what is measured.
  console.log = () => undefined
  const times: number[] = []
  for (let at = -20; at < logins; at += 1) {
    const api = quietApi(isOpen)
    const startedMs = performance.now()
    await onExecutePostLogin(loginOf(Math.abs(at), receiverUrl), api)
    // The first ones warm up; a hanging receiver needs none of that.
    if (at >= 0) times.push(performance.now() - startedMs)
    else if (logins < LOGINS) at = -1
  }
  console.log = print
  const sorted = times.toSorted((left, right) => left - right)
  const share = (part: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1)
  const figures = [share(0.5), share(0.95), share(0.99), share(1)]
  printRow([name, isOpen ? 'open' : 'closed', String(times.length), ...figures])
}

function quietApi(isOpen: boolean): PostLoginApi {
  const nothing = () => undefined
  return {
    user: { setAppMetadata: nothing },
    idToken: { setCustomClaim: nothing },
    accessToken: { setCustomClaim: nothing },
    cache: {
      get: (key) => (isOpen && key === 'podlink:resting' ? { value: 'yes' } : undefined),
      set: nothing,
      delete: nothing,
    },
  }
}

function loginOf(at: number, receiverUrl: string): PostLoginEvent {
  return {
    tenant: { id: 'bench' },
    connection: { name: 'Username-Password-Authentication' },
    client: { client_id: 'bench' },
    stats: { logins_count: 1 },
    transaction: { protocol: 'oidc-basic-profile' },
    authorization: { roles: ['associate'] },
    user: {
      user_id: `auth0|bench-${at}`,
      email: `bench-${at}@example.test`,
      email_verified: true,
      name: `Bench ${at}`,
      created_at: '2026-01-01T00:00:00.000Z',
      app_metadata: {},
    },
    secrets: {
      RECEIVER_URL: receiverUrl,
      WEBHOOK_SECRET: SECRET,
      CLAIMS_NAMESPACE: 'https://claims.example.com/',
      BUDGET_MS: String(BUDGET_MS),
    },
  }
}

function printRow(cells: readonly string[]): void {
  const [first = '', ...rest] = cells
  console.log(first.padEnd(16) + rest.map((cell) => cell.padStart(9)).join(''))
}
