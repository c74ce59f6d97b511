import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ASSET_KINDS } from '../../auth0-tenant/assets.ts'
import type { ManagementClient } from '../../auth0-tenant/management-client.ts'
import { readTenant } from '../../auth0-tenant/read-tenant.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podlink-read-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** What auth0-deploy-cli exports for a tenant of one Action, one role and one trigger. */
const exported: Readonly<Record<string, string>> = {
  actions: '[{ name: Theirs, code: ./actions/Theirs/code.js, deployed: true }]',
  triggers: '{ post-login: [{ action_name: Theirs, display_name: Theirs }] }',
  roles: '[{ name: manager, permissions: [] }]',
  attackProtection: '{ bruteForceProtection: { enabled: true } }',
  ...Object.fromEntries(
    ['resourceServers', 'clients', 'databases', 'clientGrants'].map((kind) => [kind, '[]']),
  ),
  ...Object.fromEntries(
    ['emailTemplates', 'logStreams', 'eventStreams'].map((kind) => [kind, '[]']),
  ),
}
const listed = {
  total: 1,
  actions: [
    {
      name: 'Theirs',
      secrets: [{ name: 'KEY', updated_at: '2026-01-02T03:04:05.678Z' }],
      deployed_version: { id: 'version-1' },
    },
  ],
}

/** Reads a tenant through a program that exports these kinds and prints these lines. */
async function read(
  kinds: Readonly<Record<string, string>>,
  printed: readonly string[] = [],
  actions: object = listed,
) {
  const yaml = Object.entries(kinds).map(([kind, value]) => `${kind}: ${value}\n`)
  const program = join(folder, 'program.cjs')
  await writeFile(
    program,
    `const { mkdirSync, writeFileSync } = require('node:fs')
const out = process.argv[process.argv.indexOf('--output_folder') + 1]
mkdirSync(out + '/actions/Theirs', { recursive: true })
writeFileSync(out + '/actions/Theirs/code.js', 'exports.onExecutePostLogin = 1')
writeFileSync(out + '/tenant.yaml', ${JSON.stringify(yaml.join(''))})
for (const line of ${JSON.stringify(printed)}) console.log(line)`,
  )
  const access = { domain: 'acme.eu.auth0.com', clientId: 'deployer', clientSecret: 'not shown' }
  const client: ManagementClient = {
    scopes: new Set(['read:actions', 'delete:roles', 'delete:users']),
    call: async () => actions,
    list: async () => [],
  }
  return readTenant({ access, workFolder: folder, program }, ASSET_KINDS, async () => client)
}

describe('readTenant', () => {
  it('returns every part with the code of Actions, when secrets were written, and what runs', async () => {
    const found = await read(exported)

    expect(found.assets.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'actions Theirs',
      'roles manager',
      'attackProtection bruteForceProtection',
      'triggers post-login',
    ])
    expect(found.assets[0]?.body['code']).toBe('exports.onExecutePostLogin = 1')
    expect(found.secretTimes).toEqual({ Theirs: { KEY: '2026-01-02T03:04:05.678Z' } })
    expect(found.deployedVersions).toEqual({ Theirs: 'version-1' })
    expect(found.extraScopes).toEqual(['delete:users'])
  })

  it.each([
    '2026-01-02T03:04:05.678Z - warn: Unable to retrieve enabled clients for connection con_1: 500',
    'warn: 503 (trigger: post-login). Skipping this trigger and continuing.',
  ])('fails when the tool went on without a part: %s', async (line) => {
    await expect(read(exported, [line])).rejects.toMatchObject({ code: 'AUTH0_DEPLOY' })
  })

  it('takes a trigger we do not bind as it is', async () => {
    const line = 'warn: not available (trigger: custom-phone-provider). Skipping this trigger.'

    await expect(read(exported, [line])).resolves.toHaveProperty('assets')
  })

  it.each(ASSET_KINDS)('fails when %s were not exported at all', async (missing) => {
    const kinds = Object.fromEntries(Object.entries(exported).filter(([kind]) => kind !== missing))

    await expect(read(kinds)).rejects.toMatchObject({ code: 'AUTH0_DEPLOY' })
  })

  it('fails when the tenant shows fewer Actions than it says it has', async () => {
    await expect(read(exported, [], { ...listed, total: 2 })).rejects.toMatchObject({
      code: 'AUTH0_DEPLOY',
    })
  })
})
