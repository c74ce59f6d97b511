import { type ChildProcess, spawn } from 'node:child_process'
import { access, mkdir, open, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PodlinkError } from '../../kernel/errors.ts'
import {
  fillDataFolder,
  openServerFolder,
  removeStartFile,
  rootPassword,
  writeStartFile,
} from './data-folder.ts'
import type { DatabaseServer } from './find-server.ts'
import { withFolderLock } from './folder-lock.ts'
import { greets } from './greeting.ts'
import { type GuardedServer, joinGuard } from './guard-client.ts'
import { endLeftoverServers, findServerPids } from './server-processes.ts'
import { serverEnvironment, serverOptions, type ServerFolder } from './server-options.ts'

export type PrivateServer = {
  /** `mysql://root:<password>@127.0.0.1:<port>`, without a schema. */
  readonly adminUrl: string
  readonly port: number
  /** Of the database server itself. */
  readonly pid: number
  /** Gives this use up. Resolves to true once the server has ended, to false when somebody else still uses it. */
  readonly stop: () => Promise<boolean>
}

const GUARD_FILE = fileURLToPath(new URL('./guard-process.mjs', import.meta.url))
/** Recovery after a crash can take a while on a slow disk. */
const READY_LIMIT_MS = 120_000
const PORT_TRIES = 5

/**
 * Runs a database server on `folder` that answers on 127.0.0.1 only, and returns when it takes connections. Data and
 * root password stay in the folder from one start to the next. A server that already runs on the folder is joined;
 * it ends when its last user stops or dies, however it dies. With `keepRunning` it stays after this process ends
 * without `stop`, until `stopPrivateServer`.
 * @throws PodlinkError SANDBOX_FAILED when the server cannot be set up or does not start.
 */
export async function startPrivateServer(options: {
  readonly folder: string
  readonly server: DatabaseServer
  readonly keepRunning?: boolean
}): Promise<PrivateServer> {
  const place = await openServerFolder(options.folder)
  return withFolderLock(lockFile(place), async () => {
    const password = await rootPassword(place)
    const guarded =
      (await joinRunning(place)) ?? (await startGuardedServer(options.server, place, password))
    if (options.keepRunning === true) guarded.keep()
    return {
      adminUrl: `mysql://root:${password}@127.0.0.1:${guarded.port}`,
      port: guarded.port,
      pid: guarded.serverPid,
      stop: guarded.release,
    }
  })
}

/** Ends the server of this folder whoever uses it; false when none ran. @internal */
export async function stopPrivateServer(folder: string): Promise<boolean> {
  const place = await openServerFolder(folder)
  return withFolderLock(lockFile(place), async () => {
    const guarded = await joinGuard(guardSocket(place))
    const leftovers = await findServerPids(place.dataFolder)
    if (guarded !== null) await guarded.stop()
    await endLeftoverServers(place.dataFolder)
    return guarded !== null || leftovers.length > 0
  })
}

/** A guard may not have noticed yet that its server was killed: then it is let go, and null says to start afresh. */
async function joinRunning(place: ServerFolder): Promise<GuardedServer | null> {
  const guarded = await joinGuard(guardSocket(place))
  if (guarded === null || (await greets(guarded.port))) return guarded
  await guarded.stop()
  return null
}

function lockFile(place: ServerFolder): string {
  return join(place.folder, 'start.lock')
}

function guardSocket(place: ServerFolder): string {
  return join(place.socketFolder, 'guard.sock')
}

async function startGuardedServer(
  server: DatabaseServer,
  place: ServerFolder,
  password: string,
): Promise<GuardedServer> {
  await endLeftoverServers(place.dataFolder)
  await fillDataFolder(server, place)
  await writeStartFile(place, password)
  try {
    for (let attempt = 1; attempt <= PORT_TRIES; attempt += 1) {
      const started = await tryPort(server, place, await freePort())
      if (started !== 'port-taken') return started
    }
  } finally {
    await removeStartFile(place)
  }
  throw startFailed(place, `found ${PORT_TRIES} free ports that were taken a moment later`)
}

/** Starts the guard, which starts the server, and waits for the greeting. */
async function tryPort(
  server: DatabaseServer,
  place: ServerFolder,
  port: number,
): Promise<GuardedServer | 'port-taken'> {
  await rm(guardSocket(place), { force: true })
  await rm(join(place.folder, 'server.pid'), { force: true })
  await mkdir(join(place.folder, 'tmp'), { recursive: true })
  const guard = await spawnGuard(server, place, port)
  try {
    if (!(await isReady(guard, place, port))) {
      const log = await readFile(logFile(place), 'utf8').catch(() => '')
      if (/already in use/i.test(log)) return 'port-taken'
      throw startFailed(place, 'ended or did not answer')
    }
    const guarded = await joinGuard(guardSocket(place))
    if (guarded === null) throw startFailed(place, 'ended at once')
    return guarded
  } finally {
    // From here on the connection to the guard counts; without one the guard ends the server.
    guard.stdin?.destroy()
  }
}

async function spawnGuard(
  server: DatabaseServer,
  place: ServerFolder,
  port: number,
): Promise<ChildProcess> {
  const env = serverEnvironment(server)
  const spec = {
    command: server.serverPath,
    args: serverOptions(server, place, port),
    env,
    logFile: logFile(place),
    guardSocket: guardSocket(place),
    port,
  }
  const log = await open(logFile(place), 'w', 0o600)
  const guard = spawn(execPath, [GUARD_FILE, JSON.stringify(spec)], {
    cwd: place.folder,
    detached: true,
    env,
    stdio: ['pipe', 'ignore', log.fd],
  })
  guard.stdin?.on('error', () => undefined)
  guard.unref()
  await log.close()
  return guard
}

/** False when the guard ended first or time ran out. The pid file says that it is our server that greets. */
async function isReady(guard: ChildProcess, place: ServerFolder, port: number): Promise<boolean> {
  const deadline = performance.now() + READY_LIMIT_MS
  const pidFile = join(place.folder, 'server.pid')
  while (guard.exitCode === null && guard.signalCode === null && performance.now() < deadline) {
    const hasPidFile = await access(pidFile).then(
      () => true,
      () => false,
    )
    if (hasPidFile && (await greets(port))) return true
    await sleep(20)
  }
  return false
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

function logFile(place: ServerFolder): string {
  return join(place.folder, 'server.log')
}

function startFailed(place: ServerFolder, what: string): PodlinkError {
  return new PodlinkError('SANDBOX_FAILED', `The database server of ${place.folder} ${what}.`, {
    fix: `Read ${logFile(place)}; removing ${place.folder} starts afresh and loses its data.`,
  })
}
