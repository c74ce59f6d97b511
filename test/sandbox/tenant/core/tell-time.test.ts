import { describe, expect, it } from 'vitest'
import type { Tenant } from '../../../../sandbox/tenant/create-tenant.ts'
import { call, type Answer } from '../drive-tenant.ts'
import { newTenant } from '../new-tenant.ts'

const dayMs = 86_400_000

async function refusedAnswer(tenant: Tenant): Promise<Answer> {
  tenant.faults.add({ kind: 'rate-limited', at: '*', delayMs: 3_000 })
  return call(tenant, { method: 'GET', path: '/api/v2/users' })
}

describe('the time an answer tells', () => {
  it('is that of the clock of the tenant, from which a client can tell how long to wait', async () => {
    const tenant = newTenant()
    await tenant.clock.advanceBy(dayMs)

    const { status, headers } = await refusedAnswer(tenant)

    const nowMs = Date.parse(headers.get('date') ?? '')
    expect(status).toBe(429)
    expect(nowMs).toBe(tenant.now())
    expect(Number(headers.get('x-ratelimit-reset')) * 1_000 - nowMs).toBe(3_000)
  })

  it('comes with the wait itself while the clock is ahead of that of the client, and only then', async () => {
    const tenant = newTenant()

    const together = await refusedAnswer(tenant)
    await tenant.clock.advanceBy(dayMs)
    const ahead = await refusedAnswer(tenant)

    expect([together, ahead].map(({ headers }) => headers.get('retry-after'))).toEqual([null, '3'])
  })

  it('does not get in the way of a connection that is cut', async () => {
    const tenant = newTenant()
    tenant.faults.add({ kind: 'reset-before', at: '*' })

    await call(tenant, { method: 'GET', path: '/api/v2/users' })

    expect(tenant.requestLog.entries.at(-1)).toMatchObject({ status: 0 })
  })
})
