import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Tenant, TenantOptions } from '../../../../sandbox/tenant/create-tenant.ts'
import { deployActions, userWith } from '../drive-tenant.ts'
import { managementSdk } from '../management-sdk.ts'
import { firstConnection, newTenant } from '../new-tenant.ts'

const scopes = ['create:users', 'read:users', 'update:users']
const password = 'Correct-horse-1'

async function download(tenant: Tenant, location: string | undefined): Promise<string> {
  const response = await tenant.app.request(String(location))
  if (response.status !== 200) return `status ${response.status}`
  return gunzipSync(Buffer.from(await response.arrayBuffer())).toString()
}

function withJobs(options: Partial<TenantOptions> = {}) {
  const tenant = newTenant(options)
  const { jobs, users } = managementSdk(tenant, scopes)
  const [connection_id = ''] = tenant.state.connections.keys()
  const create = (id: string, more: object = {}) =>
    users.create({
      connection: firstConnection,
      user_id: id,
      email: `${id}@example.test`,
      password,
      ...more,
    })
  const startImport = (entries: unknown, more: object = {}) => {
    const data = Buffer.from(typeof entries === 'string' ? entries : JSON.stringify(entries))
    const file = { data, filename: 'users.json', contentType: 'text/json' }
    return jobs.usersImports.create({ users: file, connection_id, ...more })
  }
  const importNow = async (entries: unknown, more: object = {}) => {
    const { id } = await startImport(entries, more)
    await tenant.clock.advanceBy(2_000)
    return { job: await jobs.get(id), errors: await jobs.errors.get(id) }
  }
  return { tenant, jobs, users, connection_id, create, startImport, importNow }
}

describe('an export', () => {
  it('goes from pending over processing to completed as time passes', async () => {
    const { tenant, jobs } = withJobs()

    const created = await jobs.usersExports.create({ format: 'json' })
    const pending = await jobs.get(created.id)
    await tenant.clock.advanceBy(2_000)
    const processing = await jobs.get(created.id)
    await tenant.clock.advanceBy(1_000)
    const completed = await jobs.get(created.id)

    expect(created).toMatchObject({ type: 'users_export', status: 'pending', format: 'json' })
    expect(pending.status).toBe('pending')
    expect(processing).toMatchObject({ status: 'processing', percentage_done: 50 })
    expect(processing.time_left_seconds).toBe(1)
    expect(completed).toMatchObject({ status: 'completed', percentage_done: 100 })
    expect(processing.location).toBeUndefined()
  })

  it('gives one JSON object per line, gzipped, with the fields and names asked for', async () => {
    const { tenant, jobs, create, connection_id } = withJobs()
    await create('a', { app_metadata: { dept: { name: 'Print' } } })
    await create('b')
    await create('c')

    const { id } = await jobs.usersExports.create({
      connection_id,
      limit: 2,
      fields: [
        { name: 'user_id' },
        { name: 'identities[0].connection', export_as: 'provider' },
        { name: 'app_metadata.dept.name', export_as: 'department' },
      ],
    })
    await tenant.clock.advanceBy(3_000)
    const { location } = await jobs.get(id)

    expect(location).toContain('/exports/tenant.json.gz?')
    const lines = (await download(tenant, location)).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { user_id: 'auth0|a', provider: firstConnection, department: 'Print' },
      { user_id: 'auth0|b', provider: firstConnection },
    ])
  })

  it('escapes text in CSV against formulas, but no dates, numbers and booleans', async () => {
    const { tenant, jobs, create } = withJobs()
    await create('a', { name: '=1+"x"', user_metadata: { size: 4 } })

    const names = ['name', 'email_verified', 'created_at', 'user_metadata.size', 'blocked']
    const { id } = await jobs.usersExports.create({
      format: 'csv',
      fields: names.map((name) => ({ name })),
    })
    await tenant.clock.advanceBy(3_000)
    const { location } = await jobs.get(id)

    expect(location).toContain('/exports/tenant.csv.gz?')
    expect(await download(tenant, location)).toBe(
      `${names.join(',')}\n"'=1+""x""",false,2026-01-01T00:00:00.000Z,4,\n`,
    )
  })

  it('has a link that ends after a minute, a new one for each look, and nothing after a day', async () => {
    const { tenant, jobs, create } = withJobs()
    await create('a')
    const { id } = await jobs.usersExports.create({})
    await tenant.clock.advanceBy(3_000)

    const first = (await jobs.get(id)).location
    await tenant.clock.advanceBy(60_000)
    const second = (await jobs.get(id)).location

    expect(await download(tenant, first)).toBe('status 403')
    expect(await download(tenant, second)).toContain('a@example.test')
    await tenant.clock.advanceBy(86_400_000 - 63_000 - 1)
    await expect(jobs.get(id)).resolves.toMatchObject({ id })
    await tenant.clock.advanceBy(1)
    await expect(managementSdk(tenant, scopes).jobs.get(id)).rejects.toMatchObject({
      statusCode: 404,
    })
  })

  it.each([
    { format: 'csv' as const, fields: Array.from({ length: 31 }, () => ({ name: 'email' })) },
    { format: 'csv' as const, fields: [{ name: 'app_metadata' }] },
    { fields: [{ name: 'passwordHash' }] },
    { connection_id: 'con_unknown' },
  ])('is refused for %j', async (wish) => {
    const { jobs } = withJobs()

    await expect(jobs.usersExports.create(wish)).rejects.toMatchObject({ statusCode: 400 })
  })

  it('is not to be had on the Free plan', async () => {
    const { jobs } = withJobs({ plan: 'free' })

    await expect(jobs.usersExports.create({})).rejects.toMatchObject({ statusCode: 403 })
  })
})

describe('an import', () => {
  it('inserts what is new under auth0|, sums up, and mails the owners', async () => {
    const { tenant, startImport, jobs } = withJobs()

    const started = await startImport([{ email: 'A@example.test', user_id: 'auth0|a' }], {
      external_id: 'mine',
    })
    const early = await jobs.get(started.id)
    await tenant.clock.advanceBy(2_000)
    const late = await jobs.get(started.id)

    expect(started).toMatchObject({ type: 'users_import', external_id: 'mine' })
    expect(early.status).toBe('pending')
    expect(late).toMatchObject({
      status: 'completed',
      summary: { total: 1, inserted: 1, updated: 0, failed: 0 },
    })
    expect(userWith(tenant, 'a@example.test')).toMatchObject({
      user_id: 'auth0|auth0|a',
      email_verified: false,
    })
    expect(tenant.mailSink.mails.map(({ template }) => template)).toEqual(['import_completed'])
    expect(await jobs.errors.get(started.id)).toBeUndefined()
  })

  it('sends no mail when it was asked not to', async () => {
    const { tenant, importNow } = withJobs()

    await importNow([], { send_completion_email: false })

    expect(tenant.mailSink.mails).toEqual([])
  })

  it('fails what exists, and what the file names twice, unless it may overwrite', async () => {
    const { importNow, create } = withJobs()
    await create('old')

    const { job, errors } = await importNow([
      { email: 'OLD@example.test' },
      { email: 'new@example.test' },
      { email: 'New@example.test' },
    ])

    expect(job.summary).toEqual({ total: 3, inserted: 1, updated: 0, failed: 2 })
    expect(errors).toMatchObject([
      { user: { email: 'OLD@example.test' }, errors: [{ code: 'DUPLICATED_USER' }] },
      {
        user: { email: 'New@example.test' },
        errors: [
          {
            code: 'DUPLICATED_USER',
            message: 'A user with this email was already provided.',
          },
        ],
      },
    ])
  })

  it('overwrites metadata whole when it may, finds accounts by email, and blocks nobody', async () => {
    const { tenant, importNow, create } = withJobs()
    await create('old', { app_metadata: { a: 1, b: 2 }, user_metadata: { kept: true } })

    const { job } = await importNow(
      [{ email: 'old@example.test', app_metadata: { b: 3 }, blocked: true, name: 'New' }],
      { upsert: true },
    )

    expect(job.summary).toEqual({ total: 1, inserted: 0, updated: 1, failed: 0 })
    const { app_metadata, user_metadata, blocked, name } = userWith(tenant, 'old@example.test')
    expect({ app_metadata, user_metadata, blocked, name }).toEqual({
      app_metadata: { b: 3 },
      user_metadata: { kept: true },
      blocked: undefined,
      name: 'New',
    })
  })

  it('wipes metadata that the file does not name when the tenant is told to', async () => {
    const { tenant, importNow, create } = withJobs({ unknown: { importWithoutMetadata: 'wipes' } })
    await create('old', { app_metadata: { a: 1 } })

    await importNow([{ email: 'old@example.test' }], { upsert: true })

    expect(userWith(tenant, 'old@example.test').app_metadata).toBeUndefined()
  })

  it.each([
    [true, 1],
    [false, 0],
  ])('runs the registration Actions or not (%s), as the tenant is told', async (runs, times) => {
    const { tenant, importNow } = withJobs({ unknown: { registrationRunsForApiUsers: runs } })
    const code = 'exports.onExecutePostUserRegistration = async () => {}'
    await deployActions(tenant, [{ name: 'greet', trigger: 'post-user-registration', code }])

    await importNow([{ email: 'new@example.test' }])
    await tenant.idle()

    expect(tenant.executions).toHaveLength(times)
    await tenant.actionInstances.stop()
  })

  it('does not overwrite somebody else who holds the id', async () => {
    const { importNow, create } = withJobs()
    await create('old')

    const { errors } = await importNow([{ email: 'x@example.test', user_id: 'old' }], {
      upsert: true,
    })

    expect(errors).toMatchObject([{ errors: [{ code: 'CONFLICT', path: 'user_id' }] }])
  })

  it.each([
    [{ email: 'nonsense' }, 'FORMAT', 'email'],
    [{ name: 'x' }, 'OBJECT_REQUIRED', 'email'],
    [{ email: 'x@example.test', blocked: 'no' }, 'INVALID_TYPE', 'blocked'],
    [{ email: 'x@example.test', user_id: 'a b' }, 'PATTERN', 'user_id'],
    [{ email: 'x@example.test', roles: [] }, 'NOT_PASSED', undefined],
    [{ email: 'x@example.test', username: 'x' }, 'NOT_PASSED', 'username'],
    [{ email: 'x@example.test', app_metadata: { email: 'y' } }, 'NOT_PASSED', 'app_metadata.email'],
    [
      { email: 'x@example.test', app_metadata: { long: 'x'.repeat(10_240) } },
      'MAX_LENGTH',
      undefined,
    ],
    [7, 'INVALID_TYPE', undefined],
  ])('fails the entry %j alone', async (entry, code, path) => {
    const { importNow } = withJobs()

    const { job, errors } = await importNow([entry, { email: 'good@example.test' }])

    expect(job.summary).toEqual({ total: 2, inserted: 1, updated: 0, failed: 1 })
    expect(errors).toMatchObject([{ errors: [{ code, ...(path !== undefined && { path }) }] }])
  })

  it.each(['not json', '{"email":"x@example.test"}'])('fails as a whole for %s', async (text) => {
    const { importNow } = withJobs()

    const { job, errors } = await importNow(text)

    expect(job).toMatchObject({ status: 'failed' })
    expect(job.summary).toBeUndefined()
    expect(errors).toMatchObject({ status: 'failed', id: job.id })
  })

  it('is refused above 500 KB, for unknown connections, and as a third at the same time', async () => {
    const { startImport, tenant } = withJobs()

    const large = startImport([{ email: 'x@example.test', name: 'x'.repeat(512_000) }])
    await expect(large).rejects.toMatchObject({ statusCode: 413 })
    const strange = startImport([], { connection_id: 'con_unknown' })
    await expect(strange).rejects.toMatchObject({ statusCode: 400 })
    await startImport([])
    await startImport([])
    await expect(startImport([])).rejects.toMatchObject({ statusCode: 429 })
    await tenant.clock.advanceBy(2_000)
    await expect(startImport([])).resolves.toMatchObject({ status: 'pending' })
  })

  it('answers 501 for password hashes and second factors', async () => {
    const { startImport } = withJobs()

    const hashed = startImport([{ email: 'x@example.test', password_hash: '$2b$10$x' }])

    await expect(hashed).rejects.toMatchObject({ statusCode: 501 })
  })
})
