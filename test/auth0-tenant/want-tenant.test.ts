import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EMPTY_TENANT, keepWhatIsThere } from '../../auth0-tenant/keep-what-is-there.ts'
import { tenantMappings, type TenantSettings } from '../../auth0-tenant/tenant-mappings.ts'
import { wantTenant } from '../../auth0-tenant/want-tenant.ts'
import { secretOf, settingsOf } from './settings.ts'

const domain = 'acme.eu.auth0.com'
const configFolder = fileURLToPath(new URL('../../auth0-tenant/config', import.meta.url))
const streamToken = 'stream-token-'.repeat(3)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podlink-want-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function want(settings: Partial<TenantSettings> = {}, config = configFolder, isSandbox = false) {
  const mappings = keepWhatIsThere(
    { domain, mappings: tenantMappings(settingsOf(settings)) },
    EMPTY_TENANT,
  )
  const key = secretOf(1)
  return wantTenant({ mappings, isSandbox, workFolder: folder, key, configFolder: config })
}

describe('wantTenant', () => {
  it('fills every value in, secrets and the text of files among them', async () => {
    const wanted = await want({ streamToken })

    const body = (kind: string, name: string) =>
      wanted.find((asset) => asset.kind === kind && asset.name === name)?.body
    expect(body('actions', 'podlink post-login')).toMatchObject({
      code: expect.stringMatching(/async function onExecutePostLogin/),
      secrets: expect.arrayContaining([{ name: 'WEBHOOK_SECRET', value: secretOf(1) }]),
    })
    expect(body('emailTemplates', 'verify_email')?.['body']).toContain('{{ url }}')
    expect(body('logStreams', 'podlink logins')).toMatchObject({
      sink: {
        httpEndpoint: 'https://hooks.example.com/auth0/log-stream',
        httpAuthorization: `Bearer ${streamToken}`,
      },
    })
    expect(JSON.stringify(wanted)).not.toMatch(/@@|##/)
  })

  it('wants no streams without a token for them', async () => {
    const kinds = new Set((await want()).map(({ kind }) => kind))

    expect(kinds.has('eventStreams') || kinds.has('logStreams')).toBe(false)
  })

  it('is the same twice, to the byte', async () => {
    expect(JSON.stringify(await want())).toBe(JSON.stringify(await want()))
  })

  it('names every address without TLS, and lets those of this machine pass in development', async () => {
    const local = { consoleCallbacks: ['http://localhost:8788/callback'] }

    await expect(want(local)).rejects.toMatchObject({
      code: 'AUTH0_DEPLOY',
      message: expect.stringMatching(/clients podlink console callbacks .*without TLS/),
    })
    await expect(want(local, configFolder, true)).resolves.toBeDefined()
  })

  it('says where a file cannot be read and quotes nothing of it', async () => {
    const config = join(folder, 'config')
    await cp(configFolder, config, { recursive: true })
    // The parser of YAML quotes the lines around a mistake, and the line after this one holds the secret.
    const text = `roles: [\nactions:\n  - { name: x, secrets: [{ name: A, value: @@WEBHOOK_SECRET@@ }] }\n`
    await writeFile(join(config, 'tenant.yaml'), text)
    const mappings = { WEBHOOK_SECRET: secretOf(1) }

    const thrown: unknown = await wantTenant({
      mappings,
      isSandbox: false,
      workFolder: folder,
      key: secretOf(1),
      configFolder: config,
    }).catch((error: unknown) => error)

    expect(thrown).toMatchObject({
      message: expect.stringMatching(/^tenant\.yaml cannot be read, line \d/),
    })
    const shown = `${String(thrown)}${JSON.stringify(thrown)}${(thrown as Error).stack ?? ''}`
    expect(shown).not.toContain(secretOf(1).slice(0, 12))
    expect((thrown as Error).cause).toBeUndefined()
  })
})
