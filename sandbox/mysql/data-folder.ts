import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  access,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { PodlinkError } from '../../kernel/errors.ts'
import type { DatabaseServer } from './find-server.ts'
import { endLeftoverServers } from './server-processes.ts'
import { installCommand, serverEnvironment, type ServerFolder } from './server-options.ts'

const run = promisify(execFile)

/** macOS allows 103 bytes in the path of a unix socket, Linux 107. */
const SOCKET_PATH_BYTES_MAX = 100
const INSTALL_LIMIT_MS = 180_000
const NEW_DATA_PREFIX = 'data.new-'

/** Where the server of this folder keeps things; creates the folders that only their owner may enter. */
export async function openServerFolder(folder: string): Promise<ServerFolder> {
  const absolute = resolve(folder)
  await mkdir(join(absolute, 'tmp'), { recursive: true, mode: 0o700 })
  const isShort = Buffer.byteLength(join(absolute, 'mysql.sock')) <= SOCKET_PATH_BYTES_MAX
  const socketFolder = isShort ? absolute : await openShortFolder(absolute)
  return { folder: absolute, dataFolder: join(absolute, 'data'), socketFolder }
}

/**
 * Fills the data folder unless it is filled. The work is done beside it and renamed when whole, so a process killed
 * half-way leaves nothing that looks finished. The caller holds the folder's lock.
 * @throws PodlinkError SANDBOX_FAILED when the server's own installer fails.
 */
export async function fillDataFolder(server: DatabaseServer, place: ServerFolder): Promise<void> {
  await removeHalfFilled(place)
  if (await exists(place.dataFolder)) return
  const fresh = join(place.folder, `${NEW_DATA_PREFIX}${randomBytes(4).toString('hex')}`)
  if (server.installPath !== null) await mkdir(fresh, { mode: 0o700 })
  const { path, args } = installCommand(server, fresh)
  await run(path, [...args], {
    env: serverEnvironment(server),
    cwd: place.folder,
    timeout: INSTALL_LIMIT_MS,
    maxBuffer: 16 << 20,
  }).catch((cause: unknown) => {
    throw new PodlinkError('SANDBOX_FAILED', `${path} could not fill ${fresh}.`, {
      fix: `Run "${path} ${args.join(' ')}" to see why. A server under AppArmor (Ubuntu's MySQL) may not write there: set DATABASE_URL to it instead.`,
      cause,
    })
  })
  await rename(fresh, place.dataFolder)
}

/** An installer outlives a podlink that is killed; it must end before its folder can go. */
async function removeHalfFilled(place: ServerFolder): Promise<void> {
  for (const name of await readdir(place.folder)) {
    if (!name.startsWith(NEW_DATA_PREFIX)) continue
    const halfFilled = join(place.folder, name)
    await endLeftoverServers(halfFilled)
    await rm(halfFilled, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The root password of this folder's server: 48 hex digits, made once, readable by its owner only. */
export async function rootPassword(place: ServerFolder): Promise<string> {
  const file = join(place.folder, 'root-password')
  const fresh = `${file}.new`
  if (!(await exists(file))) {
    await writeFile(fresh, randomBytes(24).toString('hex'), { mode: 0o600 })
    await link(fresh, file)
    await rm(fresh)
  }
  return readFile(file, 'utf8')
}

/** What the server runs before it takes connections: root gets its password, on the socket and on 127.0.0.1. */
export async function writeStartFile(place: ServerFolder, password: string): Promise<void> {
  const statements = ['localhost', '127.0.0.1'].flatMap((host) => [
    `CREATE USER IF NOT EXISTS 'root'@'${host}';`,
    `ALTER USER 'root'@'${host}' IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO 'root'@'${host}' WITH GRANT OPTION;`,
  ])
  const file = startFile(place)
  await rm(file, { force: true })
  await writeFile(file, `${statements.join('\n')}\n`, { mode: 0o600 })
}

/** Removes what `writeStartFile` wrote, since it holds the password a second time. */
export async function removeStartFile(place: ServerFolder): Promise<void> {
  await rm(startFile(place), { force: true })
}

function startFile(place: ServerFolder): string {
  return join(place.folder, 'start.sql')
}

/** A folder for sockets in the system's temporary folder, one per server folder, refused when somebody else made it. */
async function openShortFolder(folder: string): Promise<string> {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  const short = join(tmpdir(), `podlink-${name}`)
  await mkdir(short, { recursive: true, mode: 0o700 })
  const found = await lstat(short)
  if (!found.isDirectory() || found.uid !== userInfo().uid || (found.mode & 0o077) !== 0) {
    throw new PodlinkError('SANDBOX_FAILED', `${short} belongs to somebody else.`, {
      fix: `Remove ${short}, or use a project folder with a shorter path.`,
    })
  }
  return short
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
