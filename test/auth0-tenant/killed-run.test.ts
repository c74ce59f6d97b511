import { fork, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFailed, vi } from 'vitest'
import { inWorkFolder } from '../../auth0-tenant/plan-tenant.ts'
import { isRunning } from '../../auth0-tenant/run-process.ts'
import { tenantMappings } from '../../auth0-tenant/tenant-mappings.ts'
import { createLogger } from '../../kernel/log.ts'
import { settingsOf } from './settings.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podlink-killed-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The id of a process that has ended. */
function endedPid(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

describe('a deploy whose process is killed', () => {
  it('takes the deploy tool with it', async () => {
    const pidFile = join(folder, 'pid')
    const program = join(folder, 'program.cjs')
    const script = `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid))
setInterval(() => {}, 1000)`
    await writeFile(program, script)
    const deploy = fork(new URL('deploy-cli-process.ts', import.meta.url), [program, folder], {
      execArgv: ['--import', 'tsx'],
    })
    await vi.waitFor(() => expect(existsSync(pidFile)).toBe(true), { timeout: 20_000 })
    const toolPid = Number(await readFile(pidFile, 'utf8'))

    deploy.kill('SIGKILL')
    onTestFailed(() => void process.kill(toolPid))

    await vi.waitFor(() => expect(isRunning(toolPid)).toBe(false), { timeout: 20_000 })
  }, 60_000)

  it('leaves files that the next run removes, and no run removes those of one that goes on', async () => {
    const [dead, alive] = [`run-${endedPid()}-a`, `run-${process.pid}-b`]
    for (const name of [dead, alive, 'else']) await mkdir(join(folder, name))
    const wish = {
      domain: 'acme.eu.auth0.com',
      clientId: 'deployer',
      clientSecret: 'its-secret',
      mappings: tenantMappings(settingsOf()),
      isSandbox: false,
      workFolder: folder,
      log: createLogger({ part: 'test', level: 'silent' }),
    }

    const during = await inWorkFolder(wish, () => readdir(folder))

    expect(during).toEqual(expect.arrayContaining([alive, 'else']))
    expect(during).toHaveLength(3)
    expect((await readdir(folder)).sort()).toEqual(['else', alive].sort())
  })
})
