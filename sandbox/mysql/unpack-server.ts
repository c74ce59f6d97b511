import { execFile } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { PodlinkError } from '../../kernel/errors.ts'
import {
  apt,
  type PackageTree,
  type PackageWish,
  refreshPackageLists,
  unpackPackages,
} from '../debian/unpack-packages.ts'
import { libraryFolders, UNPACKED_FOLDER } from './find-server.ts'

const run = promisify(execFile)

/** Debian and Ubuntu put a version into these names in some releases and none in others. */
const PACKAGE_PATTERNS = [
  /^mariadb-server-core(-\d+\.\d+)?$/,
  /^mariadb-client-core(-\d+\.\d+)?$/,
] as const
/** A library may need another one; deeper chains than this do not exist in these packages. */
const LIBRARY_ROUNDS = 6

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
  const wish = { report, unavailable }
  await unpackPackages({ podlinkFolder, name: UNPACKED_FOLDER }, wish, async (tree) => {
    const names = await serverPackages(wish)
    report(`downloading ${names.join(' and ')} (about 8 MiB, kept inside the project)`)
    await tree.add(names)
    await addMissingLibraries(tree, report)
  })
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

async function serverPackages(wish: PackageWish): Promise<readonly string[]> {
  const names = choosePackages(await listPackages())
  if (names.length === PACKAGE_PATTERNS.length) return names
  await refreshPackageLists(wish)
  const found = choosePackages(await listPackages())
  if (found.length === PACKAGE_PATTERNS.length) return found
  throw unavailable('The package lists of this machine know no mariadb-server-core.')
}

async function listPackages(): Promise<readonly string[]> {
  const text = await apt('apt-cache', ['search', '--names-only', '^mariadb-(server|client)-core'])
  return text.split('\n').map((line) => line.split(' ')[0] ?? '')
}

/** Adds the shared libraries that the server needs and this machine lacks, until nothing is missing. */
async function addMissingLibraries(
  tree: PackageTree,
  report: (line: string) => void,
): Promise<void> {
  for (let round = 0; round < LIBRARY_ROUNDS; round += 1) {
    const libraries = await libraryFolders(tree.folder)
    const { stdout } = await run('ldd', [join(tree.folder, 'usr', 'sbin', 'mariadbd')], {
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', LD_LIBRARY_PATH: libraries.join(delimiter) },
    })
    const missing = missingLibraries(stdout)
    if (missing.length === 0) return
    report(`adding ${missing.length} shared libraries it needs`)
    for (const soname of missing) await tree.add([await firstKnownPackage(soname)])
  }
  throw unavailable('The unpacked MariaDB still lacks shared libraries.')
}

async function firstKnownPackage(soname: string): Promise<string> {
  for (const name of packagesForLibrary(soname)) {
    const isKnown = await apt('apt-cache', ['show', '--no-all-versions', name]).then(
      (text) => text.trim() !== '',
      () => false,
    )
    if (isKnown) return name
  }
  throw unavailable(`No package is known for the shared library ${soname}.`)
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
