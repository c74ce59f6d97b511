import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TenantCard } from '../../../cli/sandbox/hold-tenant.ts'
import { sendJson } from '../../../cli/sandbox/send-json.ts'
import { PODLINK_FOLDER } from '../../../cli/sandbox/world-folder.ts'

const NAME = 'flowtenant'
const PROGRAM = join(import.meta.dirname, '../../../cli/podlink.mjs')
const folder = join(PODLINK_FOLDER, NAME)

type Running = { readonly card: TenantCard; readonly end: () => Promise<number | null> }

const started: ChildProcess[] = []

/** The tenant in a folder of its own, so that one somebody has open is left alone. */
async function startTenant(): Promise<Running> {
  const args = [PROGRAM, 'sandbox', 'tenant', '--port', '0', '--plan', 'free', '--json']
  const child = spawn(process.execPath, [...args, '--name', NAME], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  started.push(child)
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const end = async () => {
    const exit = once(child, 'exit')
    child.kill('SIGINT')
    const [code] = (await exit) as [number | null]
    return code
  }
  return { card: JSON.parse(line) as TenantCard, end }
}

type Run = { readonly code: number; readonly out: string; readonly err: string }

function podlink(words: readonly string[]): Promise<Run> {
  const args = [PROGRAM, ...words]
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

/** Runs `podlink sandbox <words>` on that tenant. */
function sandbox(words: readonly string[]): Promise<Run> {
  return podlink(['sandbox', ...words, '--world', NAME])
}

async function askToken(card: TenantCard) {
  const { audience, clientId, clientSecret } = card.management
  return sendJson(`https://${card.domain}/oauth/token`, {
    method: 'POST',
    body: {
      grant_type: 'client_credentials',
      audience,
      client_id: clientId,
      client_secret: clientSecret,
    },
    certificateAuthority: await readFile(card.caFile, 'utf8'),
  })
}

afterAll(async () => {
  for (const child of started) if (child.exitCode === null) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

describe('podlink sandbox tenant', () => {
  let running: Running

  beforeAll(async () => {
    running = await startTenant()
  })

  it('serves a tenant whose machine client holds every scope', async () => {
    const { status, body } = await askToken(running.card)

    expect(status).toBe(200)
    expect(String(body['scope']).split(' ')).toContain('delete:users')
  })

  it('is found by the other commands', async () => {
    const { out } = await sandbox(['status', '--json'])

    const { pid, domain } = running.card
    expect(JSON.parse(out)).toMatchObject({ running: true, pid, tenantDomain: domain })
  })

  it('fails on demand, as often as it was told', async () => {
    const added = await sandbox([
      ...['fault', 'add', 'unavailable', '--at', 'POST /oauth/token'],
      ...['--count', '1', '--json'],
    ])
    const listed = await sandbox(['fault', 'list', '--json'])
    const statuses = [(await askToken(running.card)).status, (await askToken(running.card)).status]
    const left = await sandbox(['fault', 'list'])

    expect(JSON.parse(added.out)).toMatchObject({ kind: 'unavailable', count: 1 })
    expect(JSON.parse(listed.out)).toEqual({ faults: [JSON.parse(added.out)] })
    expect(statuses).toEqual([503, 200])
    expect(left.out).toContain('No fault')
  })

  it('shows and takes back its faults', async () => {
    await sandbox(['fault', 'add', 'slow', '--delay', '2s', '--probability', '0.1'])

    const shown = await sandbox(['fault', 'list'])
    const cleared = await sandbox(['fault', 'clear'])

    expect(shown.out).toMatch(/slow\s+\*\s+until cleared\s+0\.1\s+2000 ms/)
    expect(cleared.out).toContain('1 fault taken back')
  })

  it('cuts the connection when it is told to', async () => {
    await sandbox(['fault', 'add', 'reset-before', '--count', '1'])

    await expect(askToken(running.card)).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('says what is wrong with a fault that could never happen', async () => {
    const { code, err } = await sandbox(['fault', 'add', 'slow', '--at', '/users'])

    expect(code).toBe(1)
    expect(err).toContain('PATCH /api/v2/users/*')
  })

  it('moves its clock', async () => {
    const timeOf = ({ out }: { out: string }) =>
      Date.parse((JSON.parse(out) as { now: string }).now)

    const before = timeOf(await sandbox(['clock', '--json']))
    const after = timeOf(await sandbox(['clock', '--advance', '2h', '--json']))

    expect(after - before).toBeGreaterThanOrEqual(7_200_000)
    expect(after - before).toBeLessThan(7_260_000)
  })

  it('refuses a second one beside it', async () => {
    const { code, err } = await podlink(['sandbox', 'tenant', '--port', '0', '--name', NAME])

    expect(code).toBe(1)
    expect(err).toContain('runs already')
    expect(err).toContain('Ctrl-C')
  })

  it('ends with Ctrl-C, and is the same tenant at the next start', async () => {
    const code = await running.end()
    const status = await sandbox(['status', '--json'])
    const again = await startTenant()
    const secondCode = await again.end()

    const { management, application, caFile } = running.card
    expect([code, secondCode]).toEqual([0, 0])
    expect([status.code, JSON.parse(status.out)]).toEqual([1, { running: false }])
    expect(again.card).toMatchObject({
      management: { clientId: management.clientId, clientSecret: management.clientSecret },
      application,
      caFile,
    })
  })
})
