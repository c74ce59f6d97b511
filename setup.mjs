// Makes a fresh checkout ready: Node's version, the packages, a database server, and with --with-browser (for the tests)
// a browser. Does nothing, silently, when all is ready. Plain JavaScript without imports of packages, because it runs
// before there are any.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const podlinkFolder = join(root, '.podlink')
const stampFile = join(podlinkFolder, 'setup.json')
const wantsBrowser = process.argv.includes('--with-browser')

try {
  checkNode()
  if (!isReady()) {
    installPackages()
    const server = await provideDatabaseServer()
    writeStamp({ server, browser: await provideTestBrowser() })
    say('ready')
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  if (error?.fix) say(`What to do: ${error.fix}`)
  process.exitCode = 1
}

function checkNode() {
  const range = readJson(join(root, 'package.json')).engines.node
  if (isInRange(process.versions.node, range)) return
  throw failure(
    `Node ${process.versions.node} cannot run podlink; it needs ${range} (package.json, "engines").`,
    'Install a newer Node from https://nodejs.org or with your version manager, then run the same command again.',
  )
}

/** Whether `version` is in a range of the forms `^1.2.3` and `>=1` joined by `||`. */
function isInRange(version, range) {
  const have = version.split('.').map(Number)
  return range.split('||').some((part) => {
    const [, operator, text] = /^\s*(\^|>=)\s*([\d.]+)\s*$/.exec(part) ?? []
    if (text === undefined) throw failure(`package.json: engines.node "${part}" is not understood.`)
    const least = [0, 1, 2].map((index) => Number(text.split('.')[index] ?? 0))
    const differing = least.findIndex((number, index) => number !== have[index])
    const isAtLeast = differing === -1 || have[differing] > least[differing]
    return isAtLeast && (operator === '>=' || have[0] === least[0])
  })
}

/** The last setup was for these packages and this Node, and what it made is still there. */
function isReady() {
  if (!existsSync(stampFile) || !existsSync(hiddenLockFile())) return false
  const stamp = readJson(stampFile, {})
  const hasServer = process.env.DATABASE_URL || (stamp.server && existsSync(stamp.server))
  const { CHROME_PATH } = process.env
  const hasBrowser = CHROME_PATH || (stamp.browser && existsSync(stamp.browser))
  const hasPrograms = hasServer && (!wantsBrowser || hasBrowser)
  return stamp.lock === lockHash() && stamp.node === process.version && Boolean(hasPrograms)
}

function installPackages() {
  if (arePackagesInstalled()) return
  say('installing the packages of package-lock.json (npm ci, a minute on the first run)')
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund']
  const isScript = npm?.endsWith('js') && existsSync(npm)
  const done = isScript
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, {
        cwd: root,
        stdio: 'inherit',
        shell: process.platform === 'win32',
      })
  if (done.status === 0) return
  throw failure(
    `"npm ci" failed in ${root}${done.error ? `: ${done.error.message}` : ''}.`,
    'Read what npm printed above. Usual causes: no way to the package registry (npm config get registry), or no right to write into node_modules.',
  )
}

/** Whether node_modules holds every package of the lock file in its version; optional ones depend on the platform. */
function arePackagesInstalled() {
  const wanted = readJson(join(root, 'package-lock.json')).packages
  const installed = readJson(hiddenLockFile(), {}).packages ?? {}
  return Object.entries(wanted).every(([folder, wish]) => {
    if (folder === '') return true
    const found = installed[folder]
    if (found === undefined) return wish.optional === true
    return found.version === wish.version && existsSync(join(root, folder))
  })
}

async function provideDatabaseServer() {
  if (process.env.DATABASE_URL) return null
  const { tsImport } = await import('tsx/esm/api')
  const { provideServer } = await tsImport('./sandbox/mysql/provide-server.ts', import.meta.url)
  const server = await provideServer({
    podlinkFolder,
    searchPath: process.env.PATH ?? '',
    report: say,
  })
  return server.serverPath
}

/** One that was found before stays known when none is wanted now. */
async function provideTestBrowser() {
  if (!wantsBrowser) return readJson(stampFile, {}).browser ?? null
  const { tsImport } = await import('tsx/esm/api')
  const { provideBrowser } = await tsImport('./sandbox/browser/provide-browser.ts', import.meta.url)
  const { PATH = '', CHROME_PATH = '' } = process.env
  return provideBrowser({ podlinkFolder, searchPath: PATH, chromePath: CHROME_PATH, report: say })
}

function writeStamp({ server, browser }) {
  mkdirSync(podlinkFolder, { recursive: true })
  const stamp = { lock: lockHash(), node: process.version, server, browser }
  const fresh = `${stampFile}.${process.pid}`
  writeFileSync(fresh, `${JSON.stringify(stamp, null, 2)}\n`)
  renameSync(fresh, stampFile)
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

/** What npm writes last, so a killed install has none. */
function hiddenLockFile() {
  return join(root, 'node_modules', '.package-lock.json')
}

/** `otherwise` stands for a file that is missing or cut short; without it that is a failure. */
function readJson(file, otherwise) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (otherwise !== undefined) return otherwise
    throw failure(`${file} cannot be read: ${error.message}`, 'Restore it with "git checkout".')
  }
}

function failure(message, fix) {
  return Object.assign(new Error(message), { fix })
}

function say(line) {
  console.error(`setup: ${line}`)
}
