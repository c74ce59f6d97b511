import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type DeployRecord,
  findLatestRecord,
  keepRecord,
  markUndone,
} from '../../auth0-tenant/deploy-record.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podlink-records-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const record = (startedAt: string, domain = 'acme.eu.auth0.com'): DeployRecord => ({
  version: 1,
  domain,
  planId: 'abcdef',
  startedAt,
  changes: [],
  before: [],
  deployedVersions: {},
  note: null,
  undoneAt: null,
})

describe('records of deploys', () => {
  it('give back the latest that was not undone, and only its owner can read them', async () => {
    await keepRecord(folder, record('2026-01-01T00:00:00.000Z'))
    const file = await keepRecord(folder, record('2026-01-02T00:00:00.000Z'))
    const latest = await findLatestRecord(folder, 'acme.eu.auth0.com')

    await markUndone(latest, new Date())

    expect(latest.file).toBe(file)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await findLatestRecord(folder, 'acme.eu.auth0.com')).record.startedAt).toBe(
      '2026-01-01T00:00:00.000Z',
    )
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('of one tenant are not stopped by those of another, even by a broken one', async () => {
    await keepRecord(folder, record('2026-01-01T00:00:00.000Z'))
    await keepRecord(folder, record('2026-01-02T00:00:00.000Z', 'other.eu.auth0.com'))
    await writeFile(join(folder, 'other.eu.auth0.com--2026-01-03.json'), '{"version"')

    const latest = await findLatestRecord(folder, 'acme.eu.auth0.com')

    expect(latest.record.domain).toBe('acme.eu.auth0.com')
    await expect(findLatestRecord(folder, 'other.eu.auth0.com')).rejects.toMatchObject({
      code: 'AUTH0_DEPLOY',
      message: expect.stringContaining('cannot be read'),
    })
  })

  it('say where they should be when there is none', async () => {
    await expect(findLatestRecord(join(folder, 'none'), 'acme.eu.auth0.com')).rejects.toMatchObject(
      {
        code: 'AUTH0_DEPLOY',
        fix: expect.stringContaining(folder),
      },
    )
  })
})
