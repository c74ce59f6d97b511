import { describe, expect, it } from 'vitest'
import type { TenantOptions } from '../../../../sandbox/tenant/create-tenant.ts'
import { logIn, managementCalls, signUp, userWith } from '../drive-tenant.ts'
import { firstConnection, newTenant } from '../new-tenant.ts'
import { newReceiver } from '../receiver.ts'

const email = 'ada@example.test'
const endpoint = 'https://receiver.example.test/events?key=hidden'
const scopes = [
  ...['create', 'read', 'update', 'delete'].map((verb) => `${verb}:event_streams`),
  'update:users',
  'delete:users',
  'delete:connections',
]
const types = ['user.created', 'user.updated', 'user.deleted']
const bearer = { method: 'bearer', token: 'stream-secret' }

function streamBody(webhook_authorization: object = bearer, webhook_endpoint = endpoint) {
  return {
    name: 'people',
    subscriptions: types.map((event_type) => ({ event_type })),
    destination: {
      type: 'webhook',
      configuration: { webhook_endpoint, webhook_authorization },
    },
  }
}

async function withStream(options: Partial<TenantOptions> = {}, authorization: object = bearer) {
  const receiver = newReceiver()
  const tenant = newTenant({ fetch: receiver.fetch, ...options })
  receiver.watch(tenant.clock)
  const api = await managementCalls(tenant, scopes)
  const created = await api('POST', '/event-streams', streamBody(authorization))
  return { receiver, tenant, api, created, path: `/event-streams/${String(created.body['id'])}` }
}

describe('/event-streams', () => {
  it('never shows the secret of a webhook', async () => {
    const { api, created, path } = await withStream()

    const read = await api('GET', path)
    const changed = await api('PATCH', path, { name: 'renamed' })

    expect([created.status, read.status, changed.status]).toEqual([201, 200, 200])
    expect(created.body).toEqual({
      id: expect.stringMatching(/^est_[a-zA-Z0-9]{22}$/) as unknown,
      name: 'people',
      status: 'enabled',
      subscriptions: types.map((event_type) => ({ event_type })),
      destination: {
        type: 'webhook',
        configuration: {
          webhook_endpoint: endpoint,
          webhook_authorization: { method: 'bearer' },
        },
      },
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
    })
    expect(changed.body['name']).toBe('renamed')
    expect(JSON.stringify([read.body, changed.body])).not.toContain('stream-secret')
  })

  it('is listed by checkpoint, each stream once', async () => {
    const { api } = await withStream()
    for (const name of ['b', 'c']) await api('POST', '/event-streams', { ...streamBody(), name })

    const first = await api('GET', '/event-streams?take=2')
    const rest = await api('GET', `/event-streams?take=2&from=${String(first.body['next'])}`)

    const names = [first, rest].flatMap(({ body }) =>
      (body['eventStreams'] as { name: string }[]).map(({ name }) => name),
    )
    expect(names).toEqual(['people', 'b', 'c'])
    expect(rest.body['next']).toBeUndefined()
  })

  it('answers 501 for destinations and events that are not modelled, and 400 for what does not exist', async () => {
    const { api, path } = await withStream()
    const action = { name: 'a', destination: { type: 'action', configuration: { action_id: 'x' } } }
    const subscriptions = (event_type: string) => ({ subscriptions: [{ event_type }] })

    const answers = [
      await api('POST', '/event-streams', action),
      await api('PATCH', path, subscriptions('organization.created')),
      await api('PATCH', path, subscriptions('user.logged_in')),
      await api('POST', '/event-streams', { ...streamBody({ method: 'bearer' }), name: 'b' }),
      await api('POST', '/event-streams', streamBody()),
      await api('GET', `${path}/stats`),
      await api('GET', '/events'),
    ]

    expect(answers.map(({ status }) => status)).toEqual([501, 501, 400, 400, 409, 501, 501])
  })

  it('keeps the secret that a change leaves out, or refuses it when told so', async () => {
    const destination = {
      type: 'webhook',
      configuration: { webhook_endpoint: endpoint, webhook_authorization: { method: 'bearer' } },
    }
    const keeping = await withStream()
    const refusing = await withStream({ unknown: { secretWithoutValue: 'refused' } })

    const kept = await keeping.api('PATCH', keeping.path, { destination })
    const refused = await refusing.api('PATCH', refusing.path, { destination })
    await signUp(keeping.tenant, email)
    await keeping.tenant.idle()

    expect([kept.status, refused.status]).toEqual([200, 400])
    expect(keeping.receiver.requests[0]?.headers.get('authorization')).toBe('Bearer stream-secret')
  })

  it('sends nothing any more once it is deleted', async () => {
    const { api, path, receiver, tenant } = await withStream()

    const answers = [await api('DELETE', path), await api('DELETE', path), await api('GET', path)]
    await signUp(tenant, email)
    await tenant.idle()

    expect(answers.map(({ status }) => status)).toEqual([204, 204, 404])
    expect(receiver.requests).toEqual([])
  })
})

describe('an event', () => {
  it('carries the whole account in a CloudEvents envelope', async () => {
    const { receiver, tenant, created } = await withStream()

    await signUp(tenant, email)
    await tenant.idle()

    const { user_id } = userWith(tenant, email)
    expect(receiver.bodies()).toEqual([
      {
        id: expect.stringMatching(/^evt_[a-zA-Z0-9]{22}$/) as unknown,
        source: 'urn:auth0:tenant.example.test',
        specversion: '1.0',
        type: 'user.created',
        time: '2026-01-01T00:00:00.000Z',
        a0tenant: 'tenant',
        a0stream: created.body['id'],
        data: {
          object: expect.objectContaining({
            user_id,
            email,
            created_at: '2026-01-01T00:00:00.000Z',
            updated_at: '2026-01-01T00:00:00.000Z',
            identities: [expect.objectContaining({ connection: firstConnection }) as unknown],
          }) as unknown,
          context: {
            tenant: { id: 'tenant' },
            connection: expect.objectContaining({ name: firstConnection }) as unknown,
          },
        },
      },
    ])
    expect(JSON.stringify(receiver.bodies())).not.toContain('scrypt')
  })

  it.each([
    [bearer, 'authorization', 'Bearer stream-secret'],
    [{ method: 'basic', username: 'u', password: 'p' }, 'authorization', 'Basic dTpw'],
    [{ method: 'custom_header', header_key: 'X-Key', header_value: 'v' }, 'x-key', 'v'],
  ])('proves itself to the receiver: %o', async (authorization, header, value) => {
    const { receiver, tenant } = await withStream({}, authorization)

    await signUp(tenant, email)
    await tenant.idle()

    expect(receiver.requests[0]?.url).toBe(endpoint)
    expect(receiver.requests[0]?.headers.get(header)).toBe(value)
  })

  it('follows a change and a deletion, which says when it happened', async () => {
    const { receiver, tenant, api } = await withStream()
    await signUp(tenant, email)
    const path = `/users/${encodeURIComponent(userWith(tenant, email).user_id)}`

    await api('PATCH', path, { nickname: 'countess' })
    await api('DELETE', path)
    await tenant.idle()

    const seen = receiver.bodies().map(({ type, data }) => [type, data] as const)
    expect(new Set(seen.map(([type]) => type))).toEqual(new Set(types))
    expect(seen.find(([type]) => type === 'user.updated')?.[1]).toMatchObject({
      object: { nickname: 'countess' },
    })
    expect(seen.find(([type]) => type === 'user.deleted')?.[1]).toMatchObject({
      object: { deleted_at: '2026-01-01T00:00:00.000Z', nickname: 'countess' },
    })
  })

  it('tells of every account that goes with its connection', async () => {
    const { receiver, tenant, api } = await withStream()
    for (const name of ['a', 'b']) await signUp(tenant, `${name}@example.test`)
    const connection = [...tenant.state.connections.keys()][0]

    await api('DELETE', `/connections/${connection}`)
    await tenant.idle()

    const deletions = receiver.bodies().filter(({ type }) => type === 'user.deleted')
    expect(deletions).toHaveLength(2)
  })

  it.each([
    [true, ['user.created', 'user.updated']],
    [false, ['user.created']],
  ])('follows a bare login: %s', async (loginEmitsUserUpdated, expected) => {
    const { receiver, tenant } = await withStream({ unknown: { loginEmitsUserUpdated } })

    await signUp(tenant, email)
    await logIn(tenant, { email })
    await tenant.idle()

    expect(receiver.bodies().map(({ type }) => type)).toEqual(expected)
  })

  it('goes out only on streams that subscribe to its type, once on each, under one id', async () => {
    const { receiver, tenant, api, path } = await withStream()
    await api('POST', '/event-streams', { ...streamBody(), name: 'second' })
    const third = { ...streamBody(), name: 'third', subscriptions: [{ event_type: types[2] }] }
    await api('POST', '/event-streams', third)

    await signUp(tenant, email)
    await tenant.idle()

    const [first, second] = receiver.bodies()
    expect(receiver.requests).toHaveLength(2)
    expect(first?.['id']).toBe(second?.['id'])
    expect(path).toContain(String(first?.['a0stream']))
    expect(first?.['a0stream']).not.toBe(second?.['a0stream'])
  })
})
