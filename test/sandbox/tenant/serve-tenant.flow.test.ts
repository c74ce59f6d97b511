import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLocalCertificate } from '../../../sandbox/tenant/certificate.ts'
import { serveTenant, type ServedTenant } from '../../../sandbox/tenant/serve-tenant.ts'
import { newTenant } from './new-tenant.ts'

const run = promisify(execFile)
let folder: string
let caFile: string
let served: ServedTenant

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenant-serve-'))
  caFile = join(folder, 'ca.pem')
  const certificate = await createLocalCertificate(Date.now)
  await writeFile(caFile, certificate.caCert)
  served = await serveTenant({ port: 0, certificate, build: (domain) => newTenant({ domain }) })
})

afterAll(async () => {
  await served.close()
  await rm(folder, { recursive: true, force: true })
})

function fetchIssuer(host: string, env: Record<string, string>) {
  const url = `https://${host}:${served.port}/.well-known/openid-configuration`
  const script = `fetch(${JSON.stringify(url)}).then((r) => r.json()).then((b) => console.log(b.issuer))`
  return run(process.execPath, ['-e', script], { env })
}

describe('the served tenant', () => {
  it.each(['localhost', '127.0.0.1'])(
    'is trusted as %s by a process that was given the authority',
    async (host) => {
      const { stdout } = await fetchIssuer(host, { NODE_EXTRA_CA_CERTS: caFile })

      expect(stdout.trim()).toBe(`https://localhost:${served.port}/`)
    },
  )

  it('is not trusted by a process that was not', async () => {
    await expect(fetchIssuer('localhost', {})).rejects.toMatchObject({ code: 1 })
  })

  it('says which port is taken when it cannot have it', async () => {
    const certificate = await createLocalCertificate(Date.now)
    const build = (domain: string) => newTenant({ domain })

    const second = serveTenant({ port: served.port, certificate, build })

    await expect(second).rejects.toMatchObject({ code: 'SANDBOX_FAILED' })
  })
})
