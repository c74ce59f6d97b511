import { describe, expect, it } from 'vitest'
import type { Tenant } from '../../../../../sandbox/tenant/create-tenant.ts'
import { managementCalls } from '../../drive-tenant.ts'
import { firstConnection, newTenant } from '../../new-tenant.ts'

const scopes = ['create:users', 'read:users', 'update:users', 'delete:users']

async function driving(tenant: Tenant) {
  const api = await managementCalls(tenant, scopes)
  const create = (id: string) =>
    api('POST', '/users', {
      connection: firstConnection,
      user_id: id,
      email: `${id}@example.test`,
      password: 'Correct-horse-1',
      name: 'first',
    })
  const names = async (path = '/users') => {
    const { body } = await api('GET', path)
    return Object.values(body).map((user) => String(Reflect.get(Object(user), 'name')))
  }
  return { api, create, names }
}

describe('the search', () => {
  it('sees a change only when the delay is over, while reads by id and by email see it at once', async () => {
    const tenant = newTenant({ searchDelayMs: 5_000 })
    const { api, create, names } = await driving(tenant)
    await create('x')

    const early = await names()
    const byEmail = await names('/users-by-email?email=x%40example.test')
    const byId = await api('GET', '/users/auth0%7Cx')
    await tenant.clock.advanceBy(5_000)
    const late = await names()

    expect(early).toEqual([])
    expect(byEmail).toEqual(['first'])
    expect(byId.status).toBe(200)
    expect(late).toEqual(['first'])
  })

  it('shows the state before the change, and a deleted account until the delay is over', async () => {
    const tenant = newTenant({ searchDelayMs: 5_000 })
    const { api, create, names } = await driving(tenant)
    await create('x')
    await tenant.clock.advanceBy(10_000)
    await api('PATCH', '/users/auth0%7Cx', { name: 'second' })
    await tenant.clock.advanceBy(1_000)
    await api('PATCH', '/users/auth0%7Cx', { name: 'third' })
    await api('DELETE', '/users/auth0%7Cx')

    const early = await names()
    await tenant.clock.advanceBy(4_000)
    const between = await names()
    await tenant.clock.advanceBy(1_000)
    const late = await names()

    expect(early).toEqual(['first'])
    expect(between).toEqual(['second'])
    expect(late).toEqual([])
  })

  it('can be made later and sooner while the tenant runs', async () => {
    const tenant = newTenant()
    const { create, names } = await driving(tenant)
    tenant.search.setDelayMs(60_000)
    await create('x')

    const later = await names()
    tenant.search.setDelayMs(0)
    const sooner = await names()

    expect(later).toEqual([])
    expect(sooner).toEqual(['first'])
    expect(() => tenant.search.setDelayMs(-1)).toThrow(RangeError)
    expect(() => tenant.search.setDelayMs(Number.NaN)).toThrow(RangeError)
  })

  it('forgets nothing it must still show when many changes follow', async () => {
    const tenant = newTenant({ searchDelayMs: 60_000 })
    const { create, names } = await driving(tenant)
    await create('x')
    await tenant.clock.advanceBy(60_000)
    const user = tenant.state.users.get('auth0|x')
    if (user === undefined) throw new Error('no user')
    for (let number = 0; number < 5_000; number += 1) {
      tenant.state.users.set(user.user_id, { ...user, name: `name ${number}` })
    }

    expect(await names()).toEqual(['first'])
  })
})

describe('the fault stale-search', () => {
  it('hides the last minute from one search and from nothing else', async () => {
    const tenant = newTenant()
    const { create, names } = await driving(tenant)
    await create('old')
    await tenant.clock.advanceBy(60_000)
    await create('new')
    tenant.faults.add({ kind: 'stale-search', at: '* /api/v2/*', count: 1 })

    const byEmail = await names('/users-by-email?email=new%40example.test')
    const stale = await names()
    const fresh = await names()

    expect(byEmail).toHaveLength(1)
    expect(stale).toHaveLength(1)
    expect(fresh).toHaveLength(2)
  })

  it('looks as far back as it was told, on top of the delay', async () => {
    const tenant = newTenant({ searchDelayMs: 1_000 })
    const { create, names } = await driving(tenant)
    await create('x')
    tenant.faults.add({ kind: 'stale-search', at: 'GET /api/v2/users', delayMs: 2_000 })

    await tenant.clock.advanceBy(2_999)
    const early = await names()
    await tenant.clock.advanceBy(1)
    const late = await names()

    expect(early).toEqual([])
    expect(late).toEqual(['first'])
  })
})
