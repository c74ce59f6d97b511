import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { platform } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type BrowserSearch =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing'; readonly advice: string }

export type BrowserPlaces = {
  readonly podlinkFolder: string
  /** The PATH variable. */
  readonly searchPath: string
  /** CHROME_PATH, or an empty text. When set, no other browser is taken. */
  readonly chromePath: string
}

/** The folder inside `.podlink` into which setup unpacks a browser, and the program in it that starts it. */
export const UNPACKED_BROWSER = 'chromium'
export const UNPACKED_PROGRAM = 'podlink-chromium'

const BROWSER_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
]

const USUAL_PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  linux: ['/usr/bin/chromium', '/usr/bin/google-chrome', '/opt/google/chrome/chrome'],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files\\Chromium\\Application\\chrome.exe',
  ],
}

/**
 * Finds a Chrome or Chromium that starts: CHROME_PATH alone when it is set, else the one setup unpacked, then PATH, then
 * the usual places. `missing` carries one line of advice for this platform.
 */
export async function findBrowser(places: BrowserPlaces): Promise<BrowserSearch> {
  const system = platform()
  for (const path of browserPaths(places, system)) {
    if (await startsAsBrowser(path, system)) return { kind: 'found', path }
  }
  if (places.chromePath === '') return { kind: 'missing', advice: browserAdvice(system) }
  return {
    kind: 'missing',
    advice: `CHROME_PATH names ${places.chromePath}, which starts no Chrome or Chromium: correct or unset it.`,
  }
}

/** Every path to try, in order and once each. */
export function browserPaths(places: BrowserPlaces, system: NodeJS.Platform): readonly string[] {
  if (places.chromePath !== '') return [places.chromePath]
  const ending = system === 'win32' ? '.exe' : ''
  const onPath = places.searchPath
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => BROWSER_NAMES.map((name) => join(folder, `${name}${ending}`)))
  const unpacked = join(places.podlinkFolder, UNPACKED_BROWSER, UNPACKED_PROGRAM)
  return [...new Set([unpacked, ...onPath, ...(USUAL_PLACES[system] ?? [])])]
}

/** One line: how to have a browser on this platform. */
export function browserAdvice(system: NodeJS.Platform): string {
  const other = 'or set CHROME_PATH to a Chrome or Chromium you have.'
  if (system === 'darwin') return `Install one with "brew install --cask google-chrome", ${other}`
  if (system === 'win32') return `Install one with "winget install Google.Chrome", ${other}`
  return `Install Chromium or Google Chrome with the system's package manager, ${other}`
}

/** Ubuntu has a `chromium-browser` that only advertises another package, so being there is not enough. */
async function startsAsBrowser(path: string, system: NodeJS.Platform): Promise<boolean> {
  const isThere = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
  // On Windows asking for the version would open a window.
  if (!isThere || system === 'win32') return isThere
  const answer = await run(path, ['--version'], { timeout: 20_000 }).catch(() => null)
  return answer !== null && /chrom(e|ium)/i.test(answer.stdout)
}
