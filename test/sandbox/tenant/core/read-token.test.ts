import { describe, expect, it, vi } from 'vitest'
import { createTokenReader } from '../../../../sandbox/tenant/core/read-token.ts'
import { signToken } from '../../../../sandbox/tenant/core/tokens.ts'
import { newTenant } from '../new-tenant.ts'

const audience = 'https://api.example.test'

function tenantWithReader(keptTokensMax?: number) {
  const tenant = newTenant()
  const signingKey = vi.fn<typeof tenant.signingKey>(tenant.signingKey)
  const reader = createTokenReader({ ...tenant, signingKey }, audience, keptTokensMax)
  const sign = (subject: string, lifetimeSeconds = 60) =>
    signToken(tenant, { subject, audience, lifetimeSeconds, claims: {} })
  return { tenant, signingKey, reader, sign }
}

describe('reading a token', () => {
  it('checks the signature of the same token once', async () => {
    const { reader, sign, signingKey } = tenantWithReader()
    const token = await sign('ada')

    const first = await reader(token)
    const second = await reader(token)

    expect([first.sub, second.sub]).toEqual(['ada', 'ada'])
    expect(signingKey).toHaveBeenCalledTimes(1)
  })

  it('checks the age each time, on the tenant’s clock', async () => {
    const { tenant, reader, sign } = tenantWithReader()
    const token = await sign('ada')
    await reader(token)

    await tenant.clock.advanceBy(59_999)
    const young = await reader(token)
    await tenant.clock.advanceBy(1)

    expect(young.sub).toBe('ada')
    await expect(reader(token)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' })
    await expect(reader(token)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' })
  })

  it('is not deceived by a known token with other claims', async () => {
    const { reader, sign } = tenantWithReader()
    const [header, , signature] = (await sign('ada')).split('.')
    const [, claims] = (await sign('bob')).split('.')

    const forged = `${header}.${claims}.${signature}`

    await expect(reader(forged)).rejects.toThrow('signature verification failed')
  })

  it('keeps no more than it may, and drops the oldest', async () => {
    const { reader, sign, signingKey } = tenantWithReader(2)
    const [one, two, three] = [await sign('1'), await sign('2'), await sign('3')]

    for (const token of [one, two, three, three, two, one]) await reader(token)

    expect(signingKey).toHaveBeenCalledTimes(4)
  })

  it('refuses a token for others', async () => {
    const { tenant } = tenantWithReader()
    const facts = { subject: 'ada', audience: 'https://other.example.test', claims: {} }
    const token = await signToken(tenant, { ...facts, lifetimeSeconds: 60 })

    const reader = createTokenReader(tenant, audience)

    await expect(reader(token)).rejects.toMatchObject({ claim: 'aud' })
  })
})
