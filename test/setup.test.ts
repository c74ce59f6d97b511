import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const SETUP = fileURLToPath(new URL('../setup.mjs', import.meta.url))
const LOCK = {
  packages: {
    '': { version: '1.0.0' },
    'node_modules/needed': { version: '2.0.0' },
    'node_modules/for-another-platform': { version: '3.0.0', optional: true },
  },
}
const INSTALLED = { packages: { 'node_modules/needed': { version: '2.0.0' } } }

let project: string

beforeEach(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), 'podlink-setup-')))
  await copyFile(SETUP, join(project, 'setup.mjs'))
  await writeJson('package.json', { engines: { node: '>=20' } })
  await writeJson('package-lock.json', LOCK)
  await installNpm('echo "npm $*" >> npm.log')
})

afterEach(async () => {
  await rm(project, { recursive: true, force: true })
})

test.each([
  ['>=99', false],
  ['^20.999.0 || ^998.0.0', false],
  ['>=20.0.0', true],
  [`^${process.versions.node}`, true],
  ['^1.0.0 || >=2', true],
])('with engines %s it goes on: %s', async (range, goesOn) => {
  await writeJson('package.json', { engines: { node: range } })

  const { exitCode, output } = await runSetup({ DATABASE_URL: 'mysql://somewhere' })

  expect(exitCode).toBe(goesOn ? 0 : 1)
  expect(output.includes(`it needs ${range}`)).toBe(!goesOn)
  expect(output.includes('What to do: Install a newer Node')).toBe(!goesOn)
})

test('installs the packages of the lock file, and the second time says and does nothing', async () => {
  const first = await runSetup({ DATABASE_URL: 'mysql://somewhere' })
  await pretendInstalled()
  const second = await runSetup({ DATABASE_URL: 'mysql://somewhere' })

  expect(first.exitCode).toBe(0)
  expect(second).toEqual({ exitCode: 0, output: '' })
  expect(await npmCalls()).toEqual(['npm ci --no-audit --no-fund'])
})

test('leaves packages alone that are already right', async () => {
  await pretendInstalled()

  const { exitCode } = await runSetup({ DATABASE_URL: 'mysql://somewhere' })

  expect(exitCode).toBe(0)
  expect(await npmCalls()).toEqual([])
})

test.each([
  ['of another version', { packages: { 'node_modules/needed': { version: '1.9.9' } } }],
  ['missing', { packages: {} }],
])('installs again when a package is %s', async (_how, installed) => {
  await pretendInstalled()
  await writeJson('node_modules/.package-lock.json', installed)

  await runSetup({ DATABASE_URL: 'mysql://somewhere' })

  expect(await npmCalls()).toHaveLength(1)
})

test('installs again when npm was killed before it had written everything', async () => {
  await pretendInstalled()
  await writeFile(join(project, 'node_modules/.package-lock.json'), '{"packages": {"node_mo')

  await runSetup({ DATABASE_URL: 'mysql://somewhere' })

  expect(await npmCalls()).toHaveLength(1)
})

test('installs again when the lock file has changed since', async () => {
  await pretendInstalled()
  await runSetup({ DATABASE_URL: 'mysql://somewhere' })
  const changed = { ...LOCK.packages, 'node_modules/added': { version: '1.0.0' } }
  await writeJson('package-lock.json', { packages: changed })

  await runSetup({ DATABASE_URL: 'mysql://somewhere' })

  expect(await npmCalls()).toHaveLength(1)
})

test('says what, where and what to do when npm fails, and is not ready afterwards', async () => {
  await installNpm('exit 7')

  const { exitCode, output } = await runSetup({ DATABASE_URL: 'mysql://somewhere' })

  expect(exitCode).toBe(1)
  expect(output).toContain(`"npm ci" failed in ${project}`)
  expect(output).toContain('What to do: ')
  await expect(stat(join(project, '.podlink/setup.json'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('looks for a database server again when the one it had found is gone', async () => {
  await pretendInstalled()
  const stamp = { lock: await lockHash(), node: process.version, server: '/nowhere/mariadbd' }
  await writeJson('.podlink/setup.json', stamp)

  const withoutServer = await runSetup({})
  const withUrl = await runSetup({ DATABASE_URL: 'mysql://somewhere' })

  // The copied project has no code with which to look.
  expect(withoutServer.exitCode).toBe(1)
  expect(withUrl).toEqual({ exitCode: 0, output: '' })
})

test('looks for a browser only when the tests ask for one, and once', async () => {
  await pretendInstalled()
  const stamp = { lock: await lockHash(), node: process.version, server: null }
  await writeJson('.podlink/setup.json', { ...stamp, browser: null })

  const withoutWish = await runSetup({ DATABASE_URL: 'mysql://somewhere' })
  const firstWish = await runSetup({ DATABASE_URL: 'mysql://somewhere' }, ['--with-browser'])
  await writeJson('.podlink/setup.json', { ...stamp, browser: process.execPath })
  const secondWish = await runSetup({ DATABASE_URL: 'mysql://somewhere' }, ['--with-browser'])

  expect(withoutWish).toEqual({ exitCode: 0, output: '' })
  // The copied project has no code with which to look.
  expect(firstWish.exitCode).toBe(1)
  expect(secondWish).toEqual({ exitCode: 0, output: '' })
})

test('does not forget the browser when a later setup wants none', async () => {
  await pretendInstalled()
  const stamp = { lock: 'of another day', node: process.version, server: null }
  await writeJson('.podlink/setup.json', { ...stamp, browser: process.execPath })

  await runSetup({ DATABASE_URL: 'mysql://somewhere' })
  const { exitCode } = await runSetup({ DATABASE_URL: 'mysql://somewhere' }, ['--with-browser'])

  expect(exitCode).toBe(0)
})

function runSetup(
  variables: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const env = { PATH: `${join(project, 'bin')}:/usr/bin:/bin`, ...variables }
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['setup.mjs', ...args],
      { cwd: project, env },
      (_error, stdout, stderr) => {
        resolve({ exitCode: child.exitCode ?? -1, output: stdout + stderr })
      },
    )
  })
}

/** A stand-in for npm, first on the PATH of the setups that these tests run. */
async function installNpm(script: string): Promise<void> {
  await mkdir(join(project, 'bin'), { recursive: true })
  await writeFile(join(project, 'bin/npm'), `#!/bin/sh\n${script}\n`)
  await chmod(join(project, 'bin/npm'), 0o755)
}

async function pretendInstalled(): Promise<void> {
  await mkdir(join(project, 'node_modules/needed'), { recursive: true })
  await writeJson('node_modules/.package-lock.json', INSTALLED)
}

async function npmCalls(): Promise<readonly string[]> {
  const log = await readFile(join(project, 'npm.log'), 'utf8').catch(() => '')
  return log.split('\n').filter(Boolean)
}

async function lockHash(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(join(project, 'package-lock.json')))
    .digest('hex')
}

async function writeJson(path: string, value: unknown): Promise<void> {
  const file = join(project, path)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, JSON.stringify(value))
}
