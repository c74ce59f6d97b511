import { describe, expect, test } from 'vitest'
import { browserAdvice, browserPaths, findBrowser } from '../../../sandbox/browser/find-browser.ts'
import { addedPackages } from '../../../sandbox/browser/unpack-browser.ts'

const places = { podlinkFolder: '/p/.podlink', searchPath: '/home/me/bin:/usr/bin', chromePath: '' }

describe('browserPaths', () => {
  test('looks into the tree setup unpacked, then on PATH, then at the usual places, and nowhere twice', () => {
    const paths = browserPaths(places, 'linux')

    expect(paths.slice(0, 3)).toEqual([
      '/p/.podlink/chromium/podlink-chromium',
      '/home/me/bin/chromium',
      '/home/me/bin/chromium-browser',
    ])
    expect(paths).toContain('/usr/bin/google-chrome-stable')
    expect(paths.at(-1)).toBe('/opt/google/chrome/chrome')
    expect(new Set(paths).size).toBe(paths.length)
  })

  test('looks nowhere but at CHROME_PATH when that is set', () => {
    expect(browserPaths({ ...places, chromePath: '/opt/mine' }, 'darwin')).toEqual(['/opt/mine'])
  })

  test('never looks in the current folder because of an empty part of PATH', () => {
    const paths = browserPaths({ ...places, searchPath: ':/usr/bin:' }, 'linux')

    expect(paths.every((path) => path.startsWith('/'))).toBe(true)
  })

  test.each([
    ['darwin', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    ['win32', 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
  ] as const)('knows where an installer puts it on %s', (system, path) => {
    expect(browserPaths(places, system)).toContain(path)
  })
})

describe('findBrowser', () => {
  test('names CHROME_PATH when what it points at is no browser', async () => {
    const search = await findBrowser({ ...places, chromePath: process.execPath })

    expect(search.kind).toBe('missing')
    expect(search.kind === 'missing' && search.advice).toContain(process.execPath)
  })
})

test.each(['linux', 'darwin', 'win32'] as const)('advises in one line on %s', (system) => {
  expect(browserAdvice(system)).toContain('CHROME_PATH')
  expect(browserAdvice(system)).not.toContain('\n')
})

test('takes from a simulated installation exactly the packages it would add', () => {
  const text = [
    'Reading package lists...',
    'The following NEW packages will be installed:',
    '  chromium libxnvctrl0',
    'Inst libxnvctrl0 (525.85.05-3 Debian:12.12/oldstable [amd64])',
    'Inst chromium (156.0.8078.108-1 Debian-Security:12 [amd64])',
    'Conf libxnvctrl0 (525.85.05-3 Debian:12.12/oldstable [amd64])',
  ].join('\n')

  expect(addedPackages(text)).toEqual(['libxnvctrl0', 'chromium'])
})
