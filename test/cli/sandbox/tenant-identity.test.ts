import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepTenantIdentity } from '../../../cli/sandbox/tenant-identity.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenant-identity-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the identity of a tenant', () => {
  it('is the same at the next start, and for its owner’s eyes alone', async () => {
    const first = await keepTenantIdentity(folder)

    const second = await keepTenantIdentity(folder)

    const { mode } = await stat(join(folder, 'identity.json'))
    expect(second).toEqual(first)
    expect(mode & 0o777).toBe(0o600)
  })

  it.each(['', '{}', '{"certificate":'])(
    'is not made up for a file that holds %j',
    async (text) => {
      await writeFile(join(folder, 'identity.json'), text)

      await expect(keepTenantIdentity(folder)).rejects.toMatchObject({ code: 'SANDBOX_FAILED' })
    },
  )
})
