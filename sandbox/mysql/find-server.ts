import { execFile } from 'node:child_process'
import { access, constants, readdir, realpath } from 'node:fs/promises'
import { platform } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A database server program that podlink can run on a data folder of its own. */
export type DatabaseServer = {
  readonly kind: 'mariadb' | 'mysql'
  readonly serverPath: string
  /** What `--basedir` must be: the folder that holds the server's `share`. */
  readonly baseFolder: string
  /** Folders for `LD_LIBRARY_PATH`; empty for a server the system installed. */
  readonly libraryFolders: readonly string[]
  /** MariaDB's script that fills a data folder; null for MySQL, which does it by itself. */
  readonly installPath: string | null
}

export type ServerSearch =
  | { readonly kind: 'found'; readonly server: DatabaseServer }
  | { readonly kind: 'missing'; readonly advice: string }

const SERVER_NAMES = ['mariadbd', 'mysqld']
const INSTALL_NAMES = ['mariadb-install-db', 'mysql_install_db']

/** Where packages put a server without putting it on everybody's PATH. */
const USUAL_FOLDERS = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/libexec',
  '/usr/local/mysql/bin',
  '/opt/homebrew/bin',
  '/opt/homebrew/opt/mariadb/bin',
  '/opt/homebrew/opt/mysql/bin',
  '/usr/local/opt/mariadb/bin',
  '/usr/local/opt/mysql/bin',
  '/home/linuxbrew/.linuxbrew/bin',
]

/** The folder inside `.podlink` into which setup unpacks a server. */
export const UNPACKED_FOLDER = 'mariadb'

/**
 * Finds a MariaDB or MySQL server program that starts: first the one setup unpacked, then `searchPath` (the PATH
 * variable), then the usual places. `missing` carries one line of advice for this platform.
 */
export async function findServer(options: {
  readonly podlinkFolder: string
  readonly searchPath: string
}): Promise<ServerSearch> {
  const unpacked = join(options.podlinkFolder, UNPACKED_FOLDER)
  const libraries = await libraryFolders(unpacked)
  for (const path of serverPaths(join(unpacked, 'usr', 'sbin'), '')) {
    const server = await inspectServer(path, libraries)
    if (server !== null) return { kind: 'found', server }
  }
  for (const path of serverPaths(null, options.searchPath)) {
    const server = await inspectServer(path, [])
    if (server !== null) return { kind: 'found', server }
  }
  return { kind: 'missing', advice: adviceFor(platform()) }
}

/** Every path to try, in order and once each: `own` alone when given, else PATH and then the usual folders. */
export function serverPaths(own: string | null, searchPath: string): readonly string[] {
  const folders =
    own === null ? [...searchPath.split(delimiter).filter(Boolean), ...USUAL_FOLDERS] : [own]
  return [...new Set(folders)].flatMap((folder) => SERVER_NAMES.map((name) => join(folder, name)))
}

/** What `<server> --version` says it is; null when the text is neither's. Many builds of MySQL do not say "MySQL". */
export function readServerKind(versionText: string): DatabaseServer['kind'] | null {
  if (/mariadb/i.test(versionText)) return 'mariadb'
  return /\bmysqld\b.*\bVer \d+\.\d+/i.test(versionText) ? 'mysql' : null
}

/** One line: what to install or set on this platform so that podlink has a database. */
export function adviceFor(system: NodeJS.Platform): string {
  const other =
    'or set DATABASE_URL=mysql://user:password@host:3306/schema to use a server you have.'
  if (system === 'darwin') return `Install one with "brew install mariadb", ${other}`
  if (system === 'linux') {
    return `Install MariaDB or MySQL with the system's package manager (the package mariadb-server), ${other}`
  }
  return (
    'Start one with "docker run -d -p 127.0.0.1:3306:3306 -e MARIADB_ROOT_PASSWORD=podlink mariadb:11" ' +
    'and set DATABASE_URL=mysql://root:podlink@127.0.0.1:3306/podlink.'
  )
}

/** The folders under an unpacked tree that hold shared libraries, such as `usr/lib/x86_64-linux-gnu`. */
export async function libraryFolders(tree: string): Promise<readonly string[]> {
  const parents = [join(tree, 'usr', 'lib'), join(tree, 'lib')]
  const found = await Promise.all(
    parents.map(async (parent) => {
      const names = await readdir(parent).catch(() => [])
      return names
        .filter((name) => name.endsWith('-linux-gnu') || name.includes('-linux-gnueabi'))
        .map((name) => join(parent, name))
    }),
  )
  return found.flat()
}

/** Null when nothing is there, when it does not start, or when it cannot fill a data folder. */
async function inspectServer(
  path: string,
  libraries: readonly string[],
): Promise<DatabaseServer | null> {
  if (!(await isExecutable(path))) return null
  const serverPath = await realpath(path)
  const baseFolder = dirname(dirname(serverPath))
  const version = await run(serverPath, ['--no-defaults', '--version'], {
    env: { LD_LIBRARY_PATH: libraries.join(delimiter) },
    timeout: 10_000,
  }).catch(() => null)
  const kind = version === null ? null : readServerKind(version.stdout)
  if (kind === null) return null
  const server = { kind, serverPath, baseFolder, libraryFolders: libraries }
  if (kind === 'mysql') return { ...server, installPath: null }
  const installPath = await findInstallScript([dirname(serverPath), baseFolder])
  return installPath === null ? null : { ...server, installPath }
}

async function findInstallScript(folders: readonly string[]): Promise<string | null> {
  const places = folders.flatMap((folder) => [folder, join(folder, 'bin'), join(folder, 'scripts')])
  for (const place of places) {
    for (const name of INSTALL_NAMES) {
      if (await isExecutable(join(place, name))) return join(place, name)
    }
  }
  return null
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
