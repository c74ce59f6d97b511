import { execFile } from 'node:child_process'
import { chmod, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  apt,
  type PackageTree,
  type PackageWish,
  refreshPackageLists,
  unpackPackages,
} from '../debian/unpack-packages.ts'
import { libraryFolders } from '../mysql/find-server.ts'
import { UNPACKED_BROWSER, UNPACKED_PROGRAM } from './find-browser.ts'

const run = promisify(execFile)
const BROWSER_PACKAGE = 'chromium'

/** Installs the package `chromium` into the system; only root may. */
export async function installBrowser(wish: PackageWish): Promise<void> {
  const install = () =>
    apt('apt-get', ['install', '-y', '-qq', '--no-install-recommends', BROWSER_PACKAGE])
  await packagesToAdd(wish)
  wish.report(`installing the package ${BROWSER_PACKAGE} for the tests of the sandbox's page`)
  await install().catch(async () => {
    // The lists may name versions that their server no longer has.
    await refreshPackageLists(wish)
    await install().catch((cause: unknown) => {
      throw wish.unavailable(`"apt-get install ${BROWSER_PACKAGE}" failed.`, cause)
    })
  })
}

/**
 * Downloads Chromium and everything it needs that this machine lacks (about 120 MB), and unpacks it into
 * `<podlinkFolder>/chromium`; nothing is installed and no root is needed.
 */
export async function unpackBrowser(podlinkFolder: string, wish: PackageWish): Promise<void> {
  await unpackPackages({ podlinkFolder, name: UNPACKED_BROWSER }, wish, async (tree) => {
    const names = await packagesToAdd(wish)
    wish.report(
      `downloading Chromium, ${names.length} packages (about 120 MB, kept inside the project)`,
    )
    await tree.add(names)
    await writeStarter(tree, wish)
  })
}

/** The packages that an installation on this machine would add, as the package tool itself works out. */
async function packagesToAdd(wish: PackageWish): Promise<readonly string[]> {
  const args = ['install', '--simulate', '--no-install-recommends', BROWSER_PACKAGE]
  const simulate = () => apt('apt-get', args).then(addedPackages, (): readonly string[] => [])
  const names = await simulate()
  if (names.includes(BROWSER_PACKAGE)) return names
  await refreshPackageLists(wish)
  const found = await simulate()
  if (found.includes(BROWSER_PACKAGE)) return found
  throw wish.unavailable(`The package lists of this machine know no ${BROWSER_PACKAGE}.`)
}

/** The names in the `Inst` lines of a simulated installation. */
export function addedPackages(simulation: string): readonly string[] {
  return [...simulation.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '')
}

/** Starts the unpacked browser with the libraries and, where the machine has none, the fonts of its own tree. */
async function writeStarter(tree: PackageTree, wish: PackageWish): Promise<void> {
  const folders = await libraryFolders(tree.folder)
  const inside = folders.flatMap((folder) => [folder, join(folder, 'pulseaudio')])
  const libraries = inside.map((folder) => `$here${folder.slice(tree.folder.length)}`)
  const program = join(tree.folder, UNPACKED_PROGRAM)
  const hasFonts = await stat(join(tree.folder, 'etc/fonts/fonts.conf')).then(
    () => true,
    () => false,
  )
  const lines = [
    '#!/bin/sh',
    'here=$(dirname "$(readlink -f "$0")")',
    `export LD_LIBRARY_PATH="${libraries.join(':')}"`,
    ...(hasFonts ? ['export FONTCONFIG_SYSROOT="$here"'] : []),
    'exec "$here/usr/lib/chromium/chromium" "$@"',
    '',
  ]
  await writeFile(program, lines.join('\n'))
  await chmod(program, 0o755)
  await run(program, ['--version'], { timeout: 20_000 }).catch((cause: unknown) => {
    throw wish.unavailable('The unpacked Chromium does not start.', cause)
  })
}
