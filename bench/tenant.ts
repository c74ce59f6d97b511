import { spawn } from 'node:child_process'
import { Agent, request as send } from 'node:https'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import type { Tenant } from '../sandbox/tenant/create-tenant.ts'
import { MACHINE, MIXES, openBenchTenant, type BenchRequest } from './tenant-under-load.ts'

/**
 * Prints how many requests a second of one core the tenant answers with 10,000 accounts: called in this process, as
 * tests do, and over HTTPS in a process of its own, by the CPU time that process spent. The plainest Hono route,
 * measured the same way, stands beside it.
 */
const REQUESTS = Number(process.argv[2] ?? 3_000)
const CONNECTIONS = 16
const WARM_UP = 300
/** Far from the measured ones, so that nobody is created twice. */
const WARM_UP_FROM = 1_000_000
const DOMAIN = 'localhost:1'

type Ask = (request: BenchRequest) => Promise<number>

const bare: BenchRequest = { method: 'GET', path: '/bench/bare' }
printRow(['requests per core second', 'in process', 'of bare', 'over HTTPS', 'of bare'])
const inside = await openInside()
const outside = await openOutside()
const barely = { inside: await inside.rate(() => bare), outside: await outside.rate(() => bare) }
printRow(['bare Hono route', round(barely.inside), '', round(barely.outside), ''])
for (const { name, request } of MIXES) {
  const [within, over] = [await inside.rate(request), await outside.rate(request)]
  const [ofInside, ofOutside] = [within / barely.inside, over / barely.outside]
  printRow([name, round(within), ofInside.toFixed(2), round(over), ofOutside.toFixed(2)])
}
outside.close()

async function openInside() {
  const tenant = openBenchTenant(DOMAIN)
  const bareApp = new Hono().get('/bench/bare', (context) => context.json({ ok: true }))
  const token = await tokenFrom(tenant)
  const ask: Ask = async ({ method, path, body }) => {
    const app = path === bare.path ? bareApp : tenant.app
    const response = await app.fetch(toRequest(DOMAIN, token, { method, path, body }))
    await response.text()
    return response.status
  }
  const rate = async (request: (at: number) => BenchRequest): Promise<number> => {
    for (let at = 0; at < WARM_UP; at += 1) check(await ask(request(WARM_UP_FROM + at)))
    const before = process.cpuUsage()
    for (let at = 0; at < REQUESTS; at += 1) check(await ask(request(at)))
    const { user, system } = process.cpuUsage(before)
    return (REQUESTS * 1_000_000) / (user + system)
  }
  return { rate }
}

async function openOutside() {
  const program = fileURLToPath(new URL('./tenant-process.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const told = async () => JSON.parse(String((await lines.next()).value)) as Record<string, unknown>
  const { port, caCert } = await told()
  const cpuMs = async () => {
    child.stdin.write('cpu\n')
    return Number((await told())['cpuMs'])
  }
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, ca: String(caCert) })
  const ask = asker(agent, Number(port))
  const token = await ask({ method: 'POST', path: '/oauth/token', body: tokenBody(port) }, null)
  const bearer = (JSON.parse(token.text) as { access_token: string }).access_token
  const rate = async (request: (at: number) => BenchRequest): Promise<number> => {
    for (let at = 0; at < WARM_UP; at += 1) {
      check((await ask(request(WARM_UP_FROM + at), bearer)).status)
    }
    let next = 0
    const before = await cpuMs()
    const lane = async () => {
      for (let at = next++; at < REQUESTS; at = next++) {
        check((await ask(request(at), bearer)).status)
      }
    }
    await Promise.all(Array.from({ length: CONNECTIONS }, lane))
    return (REQUESTS * 1000) / ((await cpuMs()) - before)
  }
  const close = () => {
    agent.destroy()
    child.stdin.end()
  }
  return { rate, close }
}

function asker(agent: Agent, port: number) {
  return ({ method, path, body }: BenchRequest, token: string | null) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        ...(token !== null && { authorization: `Bearer ${token}` }),
      }
      const outgoing = send({ host: 'localhost', port, path, method, headers, agent }, (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      })
      outgoing.on('error', reject)
      outgoing.end(body === undefined ? undefined : JSON.stringify(body))
    })
}

function tokenBody(port: unknown): object {
  const { clientId, clientSecret } = MACHINE
  return {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    audience: `https://localhost:${String(port)}/api/v2/`,
  }
}

async function tokenFrom(tenant: Tenant): Promise<string> {
  const body = tokenBody('1')
  const request = toRequest(DOMAIN, null, { method: 'POST', path: '/oauth/token', body })
  const answer = (await (await tenant.app.fetch(request)).json()) as { access_token: string }
  return answer.access_token
}

function toRequest(domain: string, token: string | null, wanted: BenchRequest): Request {
  const { method, path, body } = wanted
  return new Request(`https://${domain}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

function check(status: number): void {
  if (status >= 300) throw new Error(`the tenant answered ${status}`)
}

function round(rate: number): string {
  return String(Math.round(rate / 10) * 10)
}

function printRow(cells: readonly string[]): void {
  const [first = '', ...rest] = cells
  console.log(first.padEnd(26) + rest.map((cell) => cell.padStart(13)).join(''))
}
