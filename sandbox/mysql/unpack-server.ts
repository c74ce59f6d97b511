import { execFile } from 'node:child_process'
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { pid } from 'node:process'
import { promisify } from 'node:util'
import { PodlinkError } from '../../kernel/errors.ts'
import { libraryFolders, UNPACKED_FOLDER } from './find-server.ts'
import { isAlive } from './server-processes.ts'

const run = promisify(execFile)

/** Debian and Ubuntu put a version into these names in some releases and none in others. */
const PACKAGE_PATTERNS = [
  /^mariadb-server-core(-\d+\.\d+)?$/,
  /^mariadb-client-core(-\d+\.\d+)?$/,
] as const
const WORK_PREFIX = 'unpack-'
/** A library may need another one; deeper chains than this do not exist in these packages. */
const LIBRARY_ROUNDS = 6
const OUTPUT_BYTES_MAX = 16 << 20

/** Whether this machine has the tools with which `unpackServer` works: Debian, Ubuntu and their relatives. */
export function canUnpackServer(): Promise<boolean> {
  return Promise.all(['/usr/bin/apt-get', '/usr/bin/dpkg-deb'].map((path) => access(path))).then(
    () => true,
    () => false,
  )
}

/**
 * Downloads MariaDB's server packages (8 MiB) with the system's own package tool, which checks their signatures, and
 * unpacks them into `<podlinkFolder>/mariadb`. Nothing is installed and no root is needed; the tree appears whole or
 * not at all. `report` gets a line per step.
 * @throws PodlinkError SANDBOX_NO_DATABASE_SERVER when a package cannot be had; `fix` says what to run.
 */
export async function unpackServer(
  podlinkFolder: string,
  report: (line: string) => void,
): Promise<void> {
  await removeDeadWork(podlinkFolder)
  const work = join(podlinkFolder, `${WORK_PREFIX}${pid}`)
  const tree = join(work, 'tree')
  await mkdir(tree, { recursive: true })
  try {
    const names = await serverPackages(report)
    report(`downloading ${names.join(' and ')} (about 8 MiB, kept inside the project)`)
    await downloadAndUnpack(work, names, report)
    await addMissingLibraries(work, report)
    await rename(tree, join(podlinkFolder, UNPACKED_FOLDER)).catch(async (error: unknown) => {
      // Another setup at the same moment was faster; its tree is as good.
      await access(join(podlinkFolder, UNPACKED_FOLDER)).catch(() => Promise.reject(error))
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * The packages in which Debian and Ubuntu ship a library, likeliest first: their policy makes the name of
 * `libaio.so.1` either `libaio1` or, since the change to 64-bit time, `libaio1t64`.
 */
export function packagesForLibrary(soname: string): readonly string[] {
  const [, name = soname, version = ''] = /^(.+?)\.so\.([0-9a-z]+)/.exec(soname) ?? []
  const base = `${name}${/\d$/.test(name) ? '-' : ''}${version}`.toLowerCase().replaceAll('_', '-')
  return base.endsWith('t64') ? [base] : [base, `${base}t64`]
}

/** The libraries that `ldd` reports as not found. */
export function missingLibraries(lddText: string): readonly string[] {
  return [...lddText.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1] ?? '')
}

/** For each pattern the newest matching name; a name without a version wins, as the release's own choice. */
export function choosePackages(available: readonly string[]): readonly string[] {
  return PACKAGE_PATTERNS.flatMap((pattern) => {
    const names = available.filter((name) => pattern.test(name))
    const newestFirst = names.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    const chosen = names.find((name) => !/\d$/.test(name)) ?? newestFirst[0]
    return chosen === undefined ? [] : [chosen]
  })
}

async function serverPackages(report: (line: string) => void): Promise<readonly string[]> {
  const names = choosePackages(await listPackages())
  if (names.length === PACKAGE_PATTERNS.length) return names
  await refreshLists(report)
  const found = choosePackages(await listPackages())
  if (found.length === PACKAGE_PATTERNS.length) return found
  throw unavailable('The package lists of this machine know no mariadb-server-core.')
}

async function listPackages(): Promise<readonly string[]> {
  const args = ['search', '--names-only', '^mariadb-(server|client)-core']
  const { stdout } = await run('/usr/bin/apt-cache', args, { maxBuffer: OUTPUT_BYTES_MAX })
  return stdout.split('\n').map((line) => line.split(' ')[0] ?? '')
}

async function refreshLists(report: (line: string) => void): Promise<void> {
  if (userInfo().uid !== 0) {
    throw unavailable('The package lists of this machine are missing or out of date.')
  }
  report('refreshing the package lists (apt-get update)')
  await run('/usr/bin/apt-get', ['update', '-qq'], { maxBuffer: OUTPUT_BYTES_MAX }).catch(
    (cause: unknown) => {
      throw unavailable('"apt-get update" failed.', cause)
    },
  )
}

async function downloadAndUnpack(
  work: string,
  names: readonly string[],
  report: (line: string) => void,
): Promise<void> {
  const downloads = join(work, 'downloads')
  await mkdir(downloads, { recursive: true })
  const download = () =>
    run('/usr/bin/apt-get', ['download', '-qq', ...names], {
      cwd: downloads,
      maxBuffer: OUTPUT_BYTES_MAX,
    })
  await download().catch(async () => {
    await refreshLists(report)
    await download().catch((cause: unknown) => {
      throw unavailable(`"apt-get download ${names.join(' ')}" failed.`, cause)
    })
  })
  for (const file of await readdir(downloads)) {
    await run('/usr/bin/dpkg-deb', ['-x', join(downloads, file), join(work, 'tree')])
  }
  await rm(downloads, { recursive: true })
}

/** Adds the shared libraries that the server needs and this machine lacks, until nothing is missing. */
async function addMissingLibraries(work: string, report: (line: string) => void): Promise<void> {
  const tree = join(work, 'tree')
  for (let round = 0; round < LIBRARY_ROUNDS; round += 1) {
    const libraries = await libraryFolders(tree)
    const { stdout } = await run('ldd', [join(tree, 'usr', 'sbin', 'mariadbd')], {
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', LD_LIBRARY_PATH: libraries.join(delimiter) },
    })
    const missing = missingLibraries(stdout)
    if (missing.length === 0) return
    report(`adding ${missing.length} shared libraries it needs`)
    for (const soname of missing) {
      await downloadAndUnpack(work, [await firstKnownPackage(soname)], report)
    }
  }
  throw unavailable('The unpacked MariaDB still lacks shared libraries.')
}

async function firstKnownPackage(soname: string): Promise<string> {
  for (const name of packagesForLibrary(soname)) {
    const isKnown = await run('/usr/bin/apt-cache', ['show', '--no-all-versions', name], {
      maxBuffer: OUTPUT_BYTES_MAX,
    }).then(
      ({ stdout }) => stdout.trim() !== '',
      () => false,
    )
    if (isKnown) return name
  }
  throw unavailable(`No package is known for the shared library ${soname}.`)
}

/** What setups that were killed left behind. */
async function removeDeadWork(podlinkFolder: string): Promise<void> {
  for (const name of await readdir(podlinkFolder).catch(() => [])) {
    if (!name.startsWith(WORK_PREFIX)) continue
    if (!(await isAlive(Number(name.slice(WORK_PREFIX.length))))) {
      await rm(join(podlinkFolder, name), { recursive: true, force: true })
    }
  }
}

function unavailable(message: string, cause?: unknown): PodlinkError {
  return new PodlinkError('SANDBOX_NO_DATABASE_SERVER', message, {
    fix:
      'Run "sudo apt-get update" and try again, or "sudo apt-get install mariadb-server", ' +
      'or set DATABASE_URL=mysql://user:password@host:3306/schema to use a server you have.',
    isRetryable: true,
    cause,
  })
}
