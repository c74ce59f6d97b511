import { mkdir } from 'node:fs/promises'
import { PodlinkError } from '../../kernel/errors.ts'
import { canUnpackPackages, isRoot } from '../debian/unpack-packages.ts'
import { type BrowserPlaces, findBrowser } from './find-browser.ts'
import { installBrowser, unpackBrowser } from './unpack-browser.ts'

const ADVICE =
  'Run "sudo apt-get update" and try again, or install Google Chrome, or set CHROME_PATH to a Chrome or Chromium you have.'

/**
 * Returns the path of a Chrome or Chromium. Where there is none and the system is a Debian or Ubuntu, root gets the
 * package `chromium` installed, and anybody else gets it unpacked into `podlinkFolder`.
 * @throws PodlinkError SANDBOX_NO_BROWSER with advice for this platform.
 */
export async function provideBrowser(
  options: BrowserPlaces & { readonly report: (line: string) => void },
): Promise<string> {
  const { podlinkFolder, report } = options
  const first = await findBrowser(options)
  if (first.kind === 'found') return first.path
  if (options.chromePath !== '' || !(await canUnpackPackages())) throw noBrowser(first.advice)
  const wish = { report, unavailable }
  if (isRoot()) await installBrowser(wish)
  else {
    await mkdir(podlinkFolder, { recursive: true })
    await unpackBrowser(podlinkFolder, wish)
  }
  const second = await findBrowser(options)
  if (second.kind === 'found') return second.path
  throw noBrowser(second.advice)
}

function noBrowser(fix: string): PodlinkError {
  const message =
    'The tests of the sandbox’s page need a Chrome or Chromium, and this machine has none.'
  return new PodlinkError('SANDBOX_NO_BROWSER', message, { fix })
}

function unavailable(message: string, cause?: unknown): PodlinkError {
  return new PodlinkError('SANDBOX_NO_BROWSER', message, { fix: ADVICE, isRetryable: true, cause })
}
