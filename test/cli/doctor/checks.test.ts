import { describe, expect, it } from 'vitest'
import { checkCredentials } from '../../../accounts/check-credentials.ts'
import { checkClock } from '../../../cli/doctor/check-clock.ts'
import { checkTenant } from '../../../cli/doctor/check-tenant.ts'

const NOW = new Date('2026-01-05T08:00:00.000Z')
const CLIENT = { domain: 'acme.eu.auth0.com', clientId: 'id', clientSecret: 'word' }

function tenantAnswering(status: number, body: unknown, date = NOW): typeof fetch {
  return () =>
    Promise.resolve(
      new Response(JSON.stringify(body), { status, headers: { date: date.toUTCString() } }),
    )
}

const states = (findings: readonly { subject: string; state: string }[]) =>
  Object.fromEntries(findings.map((finding) => [finding.subject, finding.state]))

describe('the clock check', () => {
  it('accepts half a minute and no more', () => {
    expect(checkClock('clock', new Date(NOW.getTime() + 30_000), NOW).state).toBe('ok')
    expect(checkClock('clock', new Date(NOW.getTime() - 30_001), NOW)).toMatchObject({
      state: 'wrong',
      found: expect.stringContaining('30 s') as string,
      fix: expect.stringContaining('NTP') as string,
    })
  })
})

describe('the tenant check', () => {
  const required = ['read:users', 'create:users']
  const check = async (answer: typeof fetch) =>
    checkTenant(await checkCredentials(CLIENT, required, answer), CLIENT.domain, NOW)

  it('is content with exactly the scopes that are needed', async () => {
    const findings = await check(tenantAnswering(200, { scope: 'create:users read:users' }))

    expect(states(findings)).toEqual({
      'Auth0 tenant': 'ok',
      'scopes of the worker': 'ok',
      'clock of the tenant': 'ok',
    })
  })

  it('names scopes that are missing, and warns of those that are too many', async () => {
    const missing = await check(tenantAnswering(200, { scope: 'read:users' }))
    const excess = await check(
      tenantAnswering(200, { scope: 'create:users read:users delete:clients' }),
    )

    expect(missing[1]).toMatchObject({ state: 'wrong', found: 'missing: create:users' })
    expect(excess[1]).toMatchObject({
      state: 'warning',
      found: expect.stringContaining('delete:clients') as string,
    })
  })

  it('says which variables to correct when the credentials are refused', async () => {
    const findings = await check(tenantAnswering(401, { error: 'access_denied' }))

    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      state: 'wrong',
      fix: expect.stringContaining('AUTH0_WORKER_CLIENT_SECRET') as string,
    })
  })

  it('says so when nobody answers', async () => {
    const findings = await check(() => Promise.reject(new TypeError('fetch failed')))

    expect(findings[0]).toMatchObject({
      state: 'wrong',
      found: 'https://acme.eu.auth0.com does not answer',
    })
  })

  it('notices a tenant whose clock is minutes away', async () => {
    const findings = await check(
      tenantAnswering(200, { scope: required.join(' ') }, new Date(NOW.getTime() + 240_000)),
    )

    expect(findings[2]).toMatchObject({ state: 'wrong' })
  })
})
