import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readTenant } from '../../auth0-tenant/read-tenant.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podlink-read-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** What auth0-deploy-cli exports for a tenant of one connection, two roles and one trigger. */
const exported = {
  'database-connections/Staff/database.json': {
    name: 'Staff',
    strategy: 'auth0',
    enabled_clients: ['shop', 'wiki'],
    options: { passwordPolicy: 'good' },
  },
  'database-connections/Old/database.json': { name: 'Old', strategy: 'auth0', options: {} },
  'roles/manager.json': {
    name: 'manager',
    permissions: [{ permission_name: 'x', resource_server_identifier: 'https://shop/api' }],
  },
  'roles/guest.json': { name: 'guest' },
  'triggers/triggers.json': { 'post-login': [{ action_name: 'theirs', display_name: 'Theirs' }] },
}

/** Reads a tenant through a program that exports these files and prints these lines. */
async function read(files: Readonly<Record<string, unknown>>, printed: readonly string[] = []) {
  const program = join(folder, 'program.cjs')
  await writeFile(
    program,
    `const { mkdirSync, writeFileSync } = require('node:fs')
const { dirname, join } = require('node:path')
const out = process.argv[process.argv.indexOf('--output_folder') + 1]
for (const [path, content] of Object.entries(${JSON.stringify(files)})) {
  mkdirSync(dirname(join(out, path)), { recursive: true })
  writeFileSync(join(out, path), JSON.stringify(content))
}
for (const line of ${JSON.stringify(printed)}) console.log(line)`,
  )
  const access = { domain: 'acme.eu.auth0.com', clientId: 'deployer', clientSecret: 'not shown' }
  return readTenant({ access, workFolder: folder, program })
}

describe('readTenant', () => {
  it('returns what a deploy would replace as a whole', async () => {
    const before = await read(exported)

    expect(before.bindings).toEqual({
      'post-login': [{ action_name: 'theirs', display_name: 'Theirs' }],
    })
    expect(before.enabledClients.get('Staff')).toEqual(['shop', 'wiki'])
    expect([...before.optionless]).toEqual(['Old'])
    expect(before.apisOfRoles.get('manager')).toEqual(['https://shop/api'])
    expect(before.apisOfRoles.get('guest')).toEqual([])
  })

  it.each([
    '2026-01-02T03:04:05.678Z - warn: Unable to retrieve enabled clients for connection con_1: 500',
    'warn: 503 (trigger: post-login). Skipping this trigger and continuing.',
  ])('fails when the tool went on without a part: %s', async (line) => {
    await expect(read(exported, [line])).rejects.toMatchObject({ code: 'AUTH0_DEPLOY' })
  })

  it('takes a trigger we do not bind as it is', async () => {
    const line = 'warn: not available (trigger: custom-phone-provider). Skipping this trigger.'

    await expect(read(exported, [line])).resolves.toHaveProperty('bindings')
  })

  it.each(['database-connections', 'roles', 'triggers'])(
    'fails when %s were not exported at all',
    async (missing) => {
      const files = Object.fromEntries(
        Object.entries(exported).filter(([path]) => !path.startsWith(missing)),
      )

      await expect(read(files)).rejects.toMatchObject({ code: 'AUTH0_DEPLOY' })
    },
  )
})
