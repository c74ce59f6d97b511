import { describe, expect, it } from 'vitest'
import type { Tenant } from '../../../../../sandbox/tenant/create-tenant.ts'
import type { UserRecord } from '../../../../../sandbox/tenant/tenant-state.ts'
import { managementCalls } from '../../drive-tenant.ts'
import { firstConnection, newTenant } from '../../new-tenant.ts'

function putUser(tenant: Tenant, id: string, more: Partial<UserRecord> = {}): void {
  const user_id = `auth0|${id}`
  tenant.state.users.set(user_id, {
    user_id,
    connection: firstConnection,
    email: `${id}@example.test`,
    email_verified: false,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    logins_count: 0,
    passwordHash: null,
    ...more,
  })
}

async function searching(tenant: Tenant) {
  const api = await managementCalls(tenant, ['read:users'])
  const list = (query: Readonly<Record<string, string>>) =>
    api('GET', `/users?${new URLSearchParams(query).toString()}`)
  const idsOf = async (query: Readonly<Record<string, string>>) => {
    const { status, body } = await list(query)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return Object.values(body).map((user) => String(Reflect.get(Object(user), 'user_id')).slice(6))
  }
  return { list, idsOf, find: (q: string) => idsOf({ q }) }
}

function withPeople(): Tenant {
  const tenant = newTenant()
  putUser(tenant, 'jane', {
    name: 'Jane Smith',
    email_verified: true,
    logins_count: 12,
    last_login: '2017-12-31T23:00:00.000Z',
    app_metadata: { plan: 'gold', level: 3, ok: true, empty: {}, none: null },
    user_metadata: { addresses: [{ city: 'Paris' }, { city: 'Seattle' }], size: 13 },
  })
  putUser(tenant, 'john', {
    name: 'john doe',
    blocked: true,
    logins_count: 100,
    last_login: '2018-01-01T00:00:00.000Z',
    app_metadata: { plan: 'Gold', level: 5, tags: ['a b', 'c:d'] },
  })
  putUser(tenant, 'usa', { name: 'Team USA', created_at: '2026-01-02T12:00:00.000Z' })
  return tenant
}

describe('a search', () => {
  it.each([
    ['email:"jane@example.test"', ['jane']],
    ['email:JANE@Example.test', ['jane']],
    ['name:"jane smith"', ['jane']],
    ['name:jane\\ smith', ['jane']],
    ['name:jane', []],
    ['user_id:"auth0|john"', ['john']],
    ['user_id:auth0|john', ['john']],
    ['user_id:auth0', []],
    ['email.domain:"example.test"', ['jane', 'john', 'usa']],
    [`identities.connection:"${firstConnection}" AND blocked:true`, ['john']],
    ['email_verified:true', ['jane']],
    ['blocked:false', []],
    ['logins_count:100', ['john']],
    ['created_at:2026-01-02', ['usa']],
    ['app_metadata.plan:gold', ['jane']],
    ['app_metadata.ok:true', ['jane']],
    ['app_metadata.tags:"a b"', ['john']],
    ['app_metadata.tags:c\\:d', ['john']],
    ['user_metadata.addresses.city:"Seattle"', ['jane']],
    ['user_metadata.size:13', ['jane']],
  ])('compares whole values: %s', async (q, expected) => {
    const { find } = await searching(withPeople())

    expect(await find(q)).toEqual(expected)
  })

  it.each([
    ['email:("jane@example.test" OR "john@example.test")', ['jane', 'john']],
    ['NOT blocked:true', ['jane', 'usa']],
    ['-blocked:true AND logins_count:12', ['jane']],
    ['logins_count:[1 TO *] -blocked:true', ['jane']],
    ['logins_count:[1 TO *] NOT (name:jane* OR name:x*)', ['john']],
    ['(NOT _exists_:logins_count OR logins_count:0)', ['usa']],
    ['email_verified:true OR NOT _exists_:app_metadata.plan', ['jane', 'usa']],
    ['app_metadata.plan:(gold OR Gold) AND (name:jane* OR blocked:true)', ['jane', 'john']],
    ['app_metadata.level:(NOT 3 AND NOT 4)', ['john', 'usa']],
  ])('joins terms by AND, OR and NOT: %s', async (q, expected) => {
    const { find } = await searching(withPeople())

    expect(await find(q)).toEqual(expected)
  })

  it.each([
    ['name:j*', ['jane', 'john']],
    ['name:*usa', ['usa']],
    ['name:*ohn*', ['john']],
    ['name:jane*smith', ['jane']],
    ['app_metadata.plan:gol*', ['jane']],
    ['user_id:auth0|j*', ['jane', 'john']],
    ['name:"j*"', []],
  ])('knows wildcards: %s', async (q, expected) => {
    const { find } = await searching(withPeople())

    expect(await find(q)).toEqual(expected)
  })

  it.each([
    ['logins_count:[12 TO 100]', ['jane', 'john']],
    ['logins_count:{12 TO 100]', ['john']],
    ['logins_count:[12 TO 100}', ['jane']],
    ['logins_count:{12 TO *]', ['john']],
    ['last_login:[* TO 2017-12-31]', ['jane']],
    ['last_login:{2017-11 TO 2017-12]', ['jane']],
    ['last_login:{2017-12-31 TO *}', ['john']],
    ['last_login:[2017-12-31T23:00:00Z TO 2017-12-31T23:00:00Z]', ['jane']],
    ['last_login:[2018 TO 2018]', ['john']],
    ['app_metadata.level:[4 TO 9]', ['john']],
  ])('knows ranges, whose dates stand for their whole period: %s', async (q, expected) => {
    const { find } = await searching(withPeople())

    expect(await find(q)).toEqual(expected)
  })

  it.each([
    ['_exists_:app_metadata.level', ['jane', 'john']],
    ['_exists_:app_metadata.empty', []],
    ['_exists_:app_metadata.none', []],
    ['_exists_:user_metadata.addresses', ['jane']],
    ['_exists_:blocked', ['john']],
  ])('finds what exists, which nothing empty does: %s', async (q, expected) => {
    const { find } = await searching(withPeople())

    expect(await find(q)).toEqual(expected)
  })
})

describe('a search that Auth0 does not document', () => {
  it.each([
    'jane',
    '"green apple"',
    'nonsense:x',
    'password:"x"',
    'passwordHash:*',
    'app_metadata:"x"',
    'app_metadata.plan:',
    'name:j*n',
    'name:*sa',
    'name:*',
    'user_metadata.size:[1 TO 20]',
    'user_metadata.name:jan*',
    'email:[a TO b]',
    'blocked:perhaps',
    'blocked:tru*',
    'logins_count:many',
    'created_at:yesterday',
    'created_at:2026-02-30',
    'created_at:[2026-13 TO *]',
    'logins_count:[1 TO 2',
    'logins_count:>100',
    'name:jane~',
    'name:jane^2',
    'name:jan?',
    'name:/jane/',
    'name:"jane',
    'name:jane email:"x"',
    'name:a OR name:b AND name:c',
    'name:a && name:b',
    '+name:a',
    'NOT NOT name:a',
    '(name:a',
    'name:a)',
    'name:(email:x)',
    'name:a AND',
    '_exists_:app_metadata.*',
    '_exists_:"email"',
    `${'('.repeat(200)}name:a${')'.repeat(200)}`,
  ])('is refused with 400: %s', async (q) => {
    const { list } = await searching(withPeople())

    const { status, body } = await list({ q })

    expect(status).toBe(400)
    expect(body['errorCode']).toBe('invalid_query_string')
  })

  it('is refused with 414 when it is too long, and with 501 when it needs organizations', async () => {
    const { list } = await searching(withPeople())

    expect((await list({ q: `name:"${'x'.repeat(5_000)}"` })).status).toBe(414)
    expect((await list({ q: 'organization_id:"org_1"' })).status).toBe(501)
  })
})

describe('the list of accounts', () => {
  it('is sorted by any root field but not by metadata, accounts without the field last', async () => {
    const { list, idsOf } = await searching(withPeople())

    expect(await idsOf({ sort: 'logins_count:-1' })).toEqual(['john', 'jane', 'usa'])
    expect(await idsOf({ sort: 'last_login:1' })).toEqual(['jane', 'john', 'usa'])
    expect(await idsOf({ sort: 'last_login:-1' })).toEqual(['john', 'jane', 'usa'])
    expect((await list({ sort: 'app_metadata.plan:1' })).status).toBe(400)
  })

  it('is refused with pages above 100 and with parameters of the old search', async () => {
    const { list } = await searching(withPeople())

    expect((await list({ per_page: '101' })).status).toBe(400)
    expect((await list({ search_engine: 'v2' })).status).toBe(400)
    expect((await list({ connection: firstConnection })).status).toBe(501)
  })

  it('says how many there are beyond the thousand it gives', async () => {
    const tenant = newTenant({ unknown: { pagingPastEnd: 'empty' } })
    for (let number = 0; number < 1_030; number += 1) putUser(tenant, `user-${number}`)
    const { list } = await searching(tenant)

    const last = await list({ per_page: '100', page: '9', include_totals: 'true' })
    const beyond = await list({ per_page: '100', page: '10', include_totals: 'true' })

    expect(last.body).toMatchObject({ start: 900, limit: 100, length: 100, total: 1_030 })
    expect(beyond.body).toMatchObject({ start: 1000, length: 0, total: 1_030, users: [] })
  })
})
