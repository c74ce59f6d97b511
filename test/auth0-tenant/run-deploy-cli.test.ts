import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runDeployCli } from '../../auth0-tenant/run-deploy-cli.ts'
import { tenantMappings } from '../../auth0-tenant/tenant-mappings.ts'
import { secretOf, settingsOf } from './settings.ts'

const clientSecret = 'dEpL0y-cLiEnT-sEcReT-0123456789'
const mappings = tenantMappings(settingsOf())

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podlink-cli-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Runs this script in place of the deploy tool; `config` is its parsed configuration, `file` where it stands. */
async function runScript(
  script: string,
  options: { onLine?: (line: string) => void; caFile?: string } = {},
) {
  const program = join(folder, 'program.cjs')
  const prelude = `const { readFileSync, statSync } = require('node:fs')
const file = process.argv[process.argv.indexOf('--config_file') + 1]
const config = JSON.parse(readFileSync(file, 'utf8'))
`
  await writeFile(program, prelude + script)
  return runDeployCli({
    access: { domain: 'acme.eu.auth0.com', clientId: 'deployer', clientSecret, ...options },
    command: ['import', '--input_file', 'tenant.yaml'],
    includedOnly: ['actions', 'roles'],
    hide: mappings,
    workFolder: folder,
    program,
    onLine: options.onLine,
  })
}

describe('runDeployCli', () => {
  it('hands over a configuration nobody else can read, with deletes off', async () => {
    const lines = await runScript(`
      console.log((statSync(file).mode & 0o777).toString(8))
      console.log(JSON.stringify([config.AUTH0_ALLOW_DELETE, config.AUTH0_INCLUDED_ONLY]))
      console.log(config.AUTH0_DOMAIN, config.AUTH0_CLIENT_ID)`)

    expect(lines).toEqual(['600', '[false,["actions","roles"]]', 'acme.eu.auth0.com deployer'])
  })

  it('hands over the exact secret of the client, and no value to be replaced', async () => {
    const lines = await runScript(
      `console.log(config.AUTH0_CLIENT_SECRET === '${clientSecret}',
        JSON.stringify(config.AUTH0_KEYWORD_REPLACE_MAPPINGS))`,
    )

    expect(lines).toEqual(['true {}'])
  })

  it('hands over no environment variable but the certificate', async () => {
    const script = `
      const ours = Object.keys(process.env).filter((name) => !name.startsWith('NODE_CHANNEL'))
      console.log(JSON.stringify(ours), process.argv.at(-1))`

    expect(await runScript(script)).toEqual(['[] --env=false'])
    expect((await runScript(script, { caFile: join(folder, 'ca.pem') })).join('\n')).toContain(
      '["NODE_EXTRA_CA_CERTS"] --env=false',
    )
  })

  it('finds a certificate that is named from where podlink was started', async () => {
    const lines = await runScript(`console.log(process.env.NODE_EXTRA_CA_CERTS)`, {
      caFile: 'ca.pem',
    })

    expect(lines).toContain(join(process.cwd(), 'ca.pem'))
  })

  it('removes the configuration afterwards, also when the tool fails', async () => {
    await runScript('')
    expect(await readdir(folder)).toEqual(['program.cjs'])

    await expect(runScript('process.exit(1)')).rejects.toMatchObject({ code: 'AUTH0_DEPLOY' })
    expect(await readdir(folder)).toEqual(['program.cjs'])
  })

  it('hides every secret and value in what it returns, hands on and throws', async () => {
    const seen: string[] = []
    const script = `
      const secret = '${secretOf(1)}'
      console.log('2026-01-02T03:04:05.678Z - info: all of it', JSON.stringify(config), secret, '${secretOf(2)}')
      console.error('cut:', secret.slice(10, 30), 'in time for', config.AUTH0_CLIENT_SECRET.slice(3))
      console.error('Problem with', 'https://hooks.example.com')
      process.exitCode = 1`

    const thrown: unknown = await runScript(script, { onLine: (line) => seen.push(line) }).catch(
      (e) => e,
    )

    const shown = `${String(thrown)}\n${JSON.stringify(thrown)}\n${seen.join('\n')}`
    for (const secret of [secretOf(1), secretOf(2), clientSecret]) {
      for (let at = 0; at + 8 <= secret.length; at++) {
        expect(shown).not.toContain(secret.slice(at, at + 8))
      }
    }
    expect(shown).not.toContain('hooks.example.com')
    expect(shown).toContain('cut: [WEBHOOK_SECRET] in time for [AUTH0_CLIENT_SECRET]')
    expect(seen.some((line) => line.startsWith('info: all of it'))).toBe(true)
  })

  it('keeps the advice to delete what is not ours to itself', async () => {
    const printed = [
      'info: Created [clients]: one',
      'warn: Detected the following clients should be deleted. Doing so may be destructive.',
      "You can enable deletes by setting 'AUTH0_ALLOW_DELETE' to true in the config",
      '        ',
      '{"name":"Their App"}',
      'info: Created [roles]: two',
    ]

    const lines = await runScript(`console.log(${JSON.stringify(printed.join('\n'))})`)

    expect(lines).toEqual(['info: Created [clients]: one', 'info: Created [roles]: two'])
  })

  it.each([
    ['Insufficient scope, expected any of: create:roles', /missing scope/],
    ['access_denied: Unauthorized', /id and secret/],
    ['TypeError: fetch failed', /domain/],
    ['Something else', /deploy again/],
  ])('says what to do about "%s"', async (output, fix) => {
    await expect(
      runScript(`console.error('${output}'); process.exitCode = 1`),
    ).rejects.toMatchObject({
      message: expect.stringContaining(output),
      fix: expect.stringMatching(fix),
    })
  })
})
