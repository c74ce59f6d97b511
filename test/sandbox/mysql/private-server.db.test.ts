import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createConnection } from 'mysql2/promise'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openServerFolder } from '../../../sandbox/mysql/data-folder.ts'
import type { DatabaseServer } from '../../../sandbox/mysql/find-server.ts'
import {
  type PrivateServer,
  startPrivateServer,
  stopPrivateServer,
} from '../../../sandbox/mysql/private-server.ts'
import { provideServer } from '../../../sandbox/mysql/provide-server.ts'
import { findServerPids, isAlive } from '../../../sandbox/mysql/server-processes.ts'

const PODLINK_FOLDER = fileURLToPath(new URL('../../../.podlink', import.meta.url))
const HOLDER = fileURLToPath(new URL('./hold-server-process.ts', import.meta.url))

let server: DatabaseServer
let folder: string
let holders: ChildProcess[]

beforeAll(async () => {
  const searchPath = process.env['PATH'] ?? ''
  server = await provideServer({ podlinkFolder: PODLINK_FOLDER, searchPath, report: console.error })
}, 300_000)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podlink-server-'))
  holders = []
})

afterEach(async () => {
  for (const holder of holders) holder.kill('SIGKILL')
  await stopPrivateServer(folder)
  await rm(folder, { recursive: true, force: true })
})

test('keeps data and password from one start to the next, also after the server was killed', async () => {
  const first = await startPrivateServer({ folder, server })
  await query(first, 'CREATE DATABASE kept')
  await query(first, 'CREATE TABLE kept.t (id INT PRIMARY KEY, word VARCHAR(20))')
  await query(first, "INSERT INTO kept.t VALUES (1, 'Đỗ Thị Ánh')")
  process.kill(first.pid, 'SIGKILL')
  await ended(first.pid)

  const second = await startPrivateServer({ folder, server })

  expect(await query(second, 'SELECT word FROM kept.t')).toEqual([{ word: 'Đỗ Thị Ánh' }])
  expect(new URL(second.adminUrl).password).toBe(new URL(first.adminUrl).password)
  expect(await second.stop()).toBe(true)
  expect(await findServerPids(join(folder, 'data'))).toEqual([])
})

test('lets nobody in without the password, which only its owner can read', async () => {
  const running = await startPrivateServer({ folder, server })
  const withoutPassword = createConnection({ host: '127.0.0.1', port: running.port, user: 'root' })

  await expect(withoutPassword).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' })
  expect((await stat(join(folder, 'root-password'))).mode & 0o777).toBe(0o600)
  await expect(stat(join(folder, 'start.sql'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('two users at once share one server, which stays until the second has stopped', async () => {
  const [first, second] = await Promise.all([
    startPrivateServer({ folder, server }),
    startPrivateServer({ folder, server }),
  ])

  expect(second.pid).toBe(first.pid)
  expect(await first.stop()).toBe(false)
  expect(await query(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(await second.stop()).toBe(true)
})

test('of two users that stop at the same moment exactly one is told that the server has ended', async () => {
  const [first, second] = await Promise.all([
    startPrivateServer({ folder, server }),
    startPrivateServer({ folder, server }),
  ])

  const ended = await Promise.all([first.stop(), second.stop()])

  expect(ended.toSorted()).toEqual([false, true])
  expect(await findServerPids(join(folder, 'data'))).toEqual([])
})

test('the server ends when the only process that uses it is killed, and the next start finds its data', async () => {
  const holder = await hold()
  await query(holder, 'CREATE DATABASE survives')

  holder.process.kill('SIGKILL')
  await ended(holder.pid)

  const next = await startPrivateServer({ folder, server })
  expect(await query(next, "SHOW DATABASES LIKE 'survives'")).toHaveLength(1)
})

test('a start killed at any moment leaves no server behind and nothing that stops the next start', async () => {
  // From before the data folder exists to after the server greets; the whole takes about one second.
  for (const delayMs of [150, 300, 400, 500, 600, 700, 850, 1000]) {
    const holder = spawnHolder()
    await sleep(delayMs)
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    await expect
      .poll(() => findServerPids(join(folder, 'data')), { timeout: 30_000, interval: 20 })
      .toEqual([])
    await rm(join(folder, 'data'), { recursive: true, force: true })
  }

  const next = await startPrivateServer({ folder, server })
  expect(await query(next, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('a server that outlived its guard is replaced', async () => {
  const holder = await hold()
  const guardPid = await parentOf(holder.pid)
  process.kill(guardPid, 'SIGKILL')
  holder.process.kill('SIGKILL')
  await ended(guardPid)
  expect(await findServerPids(join(folder, 'data'))).toEqual([holder.pid])

  const next = await startPrivateServer({ folder, server })

  expect(await findServerPids(join(folder, 'data'))).toEqual([next.pid])
  expect(next.pid).not.toBe(holder.pid)
  expect(await query(next, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('a lock of a process that no longer lives does not stop a start', async () => {
  const gone = spawn(process.execPath, ['--version'])
  await once(gone, 'exit')
  await writeFile(join(folder, 'start.lock'), `${gone.pid}:0123456789abcdef`)

  const running = await startPrivateServer({ folder, server })

  expect(await query(running, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('a background server stays when its starter is killed, until somebody stops it', async () => {
  const holder = await hold('keep')
  holder.process.kill('SIGKILL')
  await once(holder.process, 'exit')

  const joined = await startPrivateServer({ folder, server })
  expect(joined.pid).toBe(holder.pid)
  expect(await joined.stop()).toBe(false)
  expect(await stopPrivateServer(folder)).toBe(true)
  expect(await isAlive(holder.pid)).toBe(false)
  expect(await stopPrivateServer(folder)).toBe(false)
})

test('works in a folder whose path is too long for a unix socket', async () => {
  const deep = join(folder, 'a-rather-long-name-for-a-folder'.repeat(4), 'server')

  const running = await startPrivateServer({ folder: deep, server })

  expect(await query(running, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(await running.stop()).toBe(true)
  await rm((await openServerFolder(deep)).socketFolder, { recursive: true })
})

test('speaks utf8mb4 and UTC', async () => {
  const running = await startPrivateServer({ folder, server })

  expect(
    await query(running, 'SELECT @@character_set_server AS charset, @@global.time_zone AS zone'),
  ).toEqual([{ charset: 'utf8mb4', zone: '+00:00' }])
})

test('says where to look when the server cannot start', async () => {
  const first = await startPrivateServer({ folder, server })
  await first.stop()
  await writeFile(join(folder, 'data', 'ibdata1'), 'not a tablespace')

  await expect(startPrivateServer({ folder, server })).rejects.toMatchObject({
    code: 'SANDBOX_FAILED',
    fix: expect.stringContaining(join(folder, 'server.log')),
  })
  expect(await findServerPids(join(folder, 'data'))).toEqual([])
})

type Held = { readonly process: ChildProcess; readonly adminUrl: string; readonly pid: number }

function spawnHolder(keep = ''): ChildProcess {
  const args = ['--import', 'tsx', HOLDER, folder, PODLINK_FOLDER, keep]
  const holder = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  holders.push(holder)
  return holder
}

async function hold(keep = ''): Promise<Held> {
  const holder = spawnHolder(keep)
  const lines = createInterface({ input: holder.stdout! })
  const [line] = (await once(lines, 'line')) as [string]
  return { process: holder, ...(JSON.parse(line) as { adminUrl: string; pid: number }) }
}

async function query(
  target: Pick<PrivateServer, 'adminUrl'>,
  sql: string,
): Promise<readonly Record<string, unknown>[]> {
  const connection = await createConnection(target.adminUrl)
  const [rows] = await connection.query(sql)
  await connection.end()
  return rows as Record<string, unknown>[]
}

async function ended(pid: number): Promise<void> {
  await expect.poll(() => isAlive(pid), { timeout: 30_000, interval: 20 }).toBe(false)
}

async function parentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^PPid:\t(\d+)$/m.exec(status)?.[1])
}
