import { beforeEach, describe, expect, it } from 'vitest'
import { openAuth0 } from '../../accounts/auth0-client.ts'
import { CALL_SCOPES } from '../../accounts/auth0-errors.ts'
import type { Tenant, TenantOptions } from '../../sandbox/tenant/create-tenant.ts'
import { grantMachine } from '../sandbox/tenant/drive-tenant.ts'
import { newTenant } from '../sandbox/tenant/new-tenant.ts'

let tenant: Tenant
beforeEach(() => {
  tenant = newTenant()
})

function open(scope: readonly string[] = Object.values(CALL_SCOPES), change?: Response) {
  const { clientId, clientSecret } = grantMachine(tenant, scope)
  return openAuth0({
    domain: tenant.domain,
    clientId,
    clientSecret,
    requestTimeoutMs: 1_000,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const isToken = request.url.endsWith('/oauth/token')
      return change === undefined || isToken ? tenant.app.fetch(request) : change
    },
  })
}

function fillLog(count: number): readonly string[] {
  for (let index = 0; index < count; index += 1) tenant.log.record('slo', {})
  return tenant.log.entries.map(({ log_id }) => log_id)
}

describe('the log of a tenant', () => {
  it('is read page by page after an entry, to a page that holds nothing', async () => {
    const [first = '', ...others] = fillLog(251)
    const auth0 = await open()
    const seen: unknown[] = []

    let place: string | null = first
    for (let page = 0; place !== null && page < 10; page += 1) {
      const found = await auth0.listLogsAfter(place)
      if (found.kind === 'unknown') throw new Error('not known')
      seen.push(...found.entries)
      place = found.last
    }

    // The token that was asked for is an entry as well.
    expect(seen.map((entry) => (entry as { log_id: string }).log_id).slice(0, 250)).toEqual(others)
  })

  it('has a newest entry, or none', async () => {
    const auth0 = await open()
    const ids = fillLog(3)

    const newest = await auth0.findNewestLog()

    expect(newest).toBe(tenant.log.lastId())
    expect(ids.includes(newest ?? '') || newest === tenant.log.lastId()).toBe(true)
    expect(await auth0.isLogKept(newest ?? '')).toBe(true)
    expect(await auth0.isLogKept('90020200101000000000000000000000000000000000000000000001')).toBe(
      false,
    )
    ;(tenant.log.entries as unknown[]).length = 0
    expect(await auth0.findNewestLog()).toBeNull()
  })

  it.each([400, 404])('does not know a place that Auth0 answers with %i', async (status) => {
    const auth0 = await open(['read:logs'], Response.json({ statusCode: status }, { status }))

    expect(await auth0.listLogsAfter('90020')).toEqual({ kind: 'unknown' })
  })

  it.each([{ body: { logs: [] } }, { body: [{ type: 's' }] }, { body: [null] }])(
    'is refused in a shape that could hide its end: %j',
    async ({ body }) => {
      const auth0 = await open(['read:logs'], Response.json(body))

      await expect(auth0.listLogsAfter('90020')).rejects.toMatchObject({ code: 'AUTH0_FAILED' })
    },
  )
})

describe('an export of all accounts', () => {
  it('runs until it is ready, and says when it was asked for and where its file is', async () => {
    const auth0 = await open()

    const job = await auth0.startExport()
    if (job === 'not_in_plan') throw new Error('no export')
    const first = await auth0.findExport(job.jobId)
    await tenant.clock.advanceBy(5_000)

    expect(job.askedAt).toEqual(new Date(Date.UTC(2026, 0, 1)))
    expect(first).toEqual({ kind: 'running' })
    expect(await auth0.findExport(job.jobId)).toMatchObject({
      kind: 'ready',
      location: expect.stringContaining('/exports/'),
    })
    expect(await auth0.findExport('job_unknown')).toEqual({ kind: 'failed' })
  })

  it.each<readonly [TenantOptions['plan'], readonly string[], unknown]>([
    ['free', ['read:users'], 'not_in_plan'],
    ['enterprise', ['read:logs'], 'AUTH0_REFUSED'],
  ])('tells a plan without exports from a scope that lacks: %s', async (plan, scope, expected) => {
    tenant = newTenant({ plan })
    const auth0 = await open(scope)

    const asked = await auth0.startExport().catch((error: { code: string }) => error.code)

    expect(asked).toBe(expected)
  })
})
