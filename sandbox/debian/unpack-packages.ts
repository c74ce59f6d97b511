import { execFile } from 'node:child_process'
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { pid } from 'node:process'
import { promisify } from 'node:util'
import type { PodlinkError } from '../../kernel/errors.ts'
import { isAlive } from '../mysql/server-processes.ts'

const run = promisify(execFile)

const WORK_PREFIX = 'unpack-'
const OUTPUT_BYTES_MAX = 16 << 20

/** Who asks for packages: told of every step, and the one who knows what to advise when one cannot be had. */
export type PackageWish = {
  readonly report: (line: string) => void
  readonly unavailable: (message: string, cause?: unknown) => PodlinkError
}

/** A tree of unpacked packages that nobody else sees yet. */
export type PackageTree = {
  readonly folder: string
  /** Downloads with the system's own package tool, which checks signatures, and unpacks; nothing is installed. */
  readonly add: (names: readonly string[]) => Promise<void>
}

/** Whether this machine has the tools: Debian, Ubuntu and their relatives. */
export function canUnpackPackages(): Promise<boolean> {
  return Promise.all(['/usr/bin/apt-get', '/usr/bin/dpkg-deb'].map((path) => access(path))).then(
    () => true,
    () => false,
  )
}

/** What apt prints, in English and without a question; rejects when it fails. */
export async function apt(
  program: 'apt-get' | 'apt-cache',
  args: readonly string[],
  cwd?: string,
): Promise<string> {
  const settings = ['LC_ALL=C', 'DEBIAN_FRONTEND=noninteractive']
  const { stdout } = await run('/usr/bin/env', [...settings, `/usr/bin/${program}`, ...args], {
    maxBuffer: OUTPUT_BYTES_MAX,
    ...(cwd !== undefined && { cwd }),
  })
  return stdout
}

/** Whether this process may install packages and refresh their lists. */
export function isRoot(): boolean {
  return userInfo().uid === 0
}

/** Runs `apt-get update`. @throws when that fails, or when this is no root. */
export async function refreshPackageLists(wish: PackageWish): Promise<void> {
  if (!isRoot()) {
    throw wish.unavailable('The package lists of this machine are missing or out of date.')
  }
  wish.report('refreshing the package lists (apt-get update)')
  await apt('apt-get', ['update', '-qq']).catch((cause: unknown) => {
    throw wish.unavailable('"apt-get update" failed.', cause)
  })
}

/**
 * Lets `fill` put packages into a tree and moves it to `<podlinkFolder>/<name>`; no root is needed, and the tree
 * appears whole or not at all.
 */
export async function unpackPackages(
  place: { readonly podlinkFolder: string; readonly name: string },
  wish: PackageWish,
  fill: (tree: PackageTree) => Promise<void>,
): Promise<void> {
  const { podlinkFolder, name } = place
  await removeDeadWork(podlinkFolder)
  const work = join(podlinkFolder, `${WORK_PREFIX}${pid}`)
  const folder = join(work, 'tree')
  await mkdir(folder, { recursive: true })
  try {
    await fill({ folder, add: (names) => downloadAndUnpack(work, names, wish) })
    await rename(folder, join(podlinkFolder, name)).catch(async (error: unknown) => {
      // Another setup at the same moment was faster; its tree is as good.
      await access(join(podlinkFolder, name)).catch(() => Promise.reject(error))
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function downloadAndUnpack(
  work: string,
  names: readonly string[],
  wish: PackageWish,
): Promise<void> {
  const downloads = join(work, 'downloads')
  await mkdir(downloads, { recursive: true })
  const download = () => apt('apt-get', ['download', '-qq', ...names], downloads)
  await download().catch(async () => {
    await refreshPackageLists(wish)
    await download().catch((cause: unknown) => {
      throw wish.unavailable(`"apt-get download ${names.join(' ')}" failed.`, cause)
    })
  })
  for (const file of await readdir(downloads)) {
    await run('/usr/bin/dpkg-deb', ['-x', join(downloads, file), join(work, 'tree')])
  }
  await rm(downloads, { recursive: true })
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
