import { ManagementClient } from 'auth0'
import { describe, expect, it } from 'vitest'
import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'
import { grantMachine, signUp } from './drive-tenant.ts'
import { newTenant } from './new-tenant.ts'
import { newReceiver } from './receiver.ts'

const authorization = { method: 'bearer' as const, token: 'stream-secret' }
const stream = {
  name: 'people',
  subscriptions: [{ event_type: 'user.created' }],
  destination: {
    type: 'webhook' as const,
    configuration: {
      webhook_endpoint: 'https://receiver.example.test/events',
      webhook_authorization: authorization,
    },
  },
}

function sdk(tenant: Tenant): ManagementClient {
  const scope = ['read:logs', 'create:log_streams', 'read:log_streams']
  const streams = ['create', 'read', 'update', 'delete'].map((verb) => `${verb}:event_streams`)
  const deliveries = ['read:event_deliveries', 'update:event_deliveries']
  return new ManagementClient({
    domain: tenant.domain,
    ...grantMachine(tenant, [...scope, ...streams, ...deliveries]),
    fetch: async (input, init) => tenant.app.request(new Request(input, init)),
  })
}

describe('the auth0 SDK', () => {
  it('creates a stream, reads all its failures page by page and has them delivered again', async () => {
    const receiver = newReceiver()
    const tenant = newTenant({ fetch: receiver.fetch })
    const client = sdk(tenant)
    const created = await client.eventStreams.create(stream)
    const id = created.id ?? ''
    receiver.alwaysAnswer(400)
    for (const name of ['a', 'b', 'c']) await signUp(tenant, `${name}@example.test`)
    await tenant.idle()
    receiver.alwaysAnswer(200)

    const ids: string[] = []
    for await (const failure of await client.eventStreams.deliveries.list(id, { take: 2 })) {
      ids.push(failure.id)
    }
    const history = await client.eventStreams.deliveries.getHistory(id, ids[0] ?? '')
    await client.eventStreams.redeliveries.createById(id, ids[0] ?? '')
    await client.eventStreams.redeliveries.create(id, { event_types: ['user.created'] })
    await tenant.idle()
    const left = await client.eventStreams.deliveries.list(id)

    expect(new Set(ids).size).toBe(3)
    expect(history.attempts[0]?.error_message).toBe('The receiver answered 400')
    expect(receiver.requests).toHaveLength(6)
    expect(left.data).toEqual([])
  })

  it('tests, lists, changes and deletes a stream', async () => {
    const receiver = newReceiver()
    const tenant = newTenant({ fetch: receiver.fetch })
    const client = sdk(tenant)
    const { id = '' } = await client.eventStreams.create(stream)

    const test = await client.eventStreams.test(id, { event_type: 'user.created' })
    await tenant.idle()
    await client.eventStreams.update(id, { status: 'disabled' })
    const listed = (await client.eventStreams.list()).data
    await client.eventStreams.delete(id)

    expect(test.event_stream_id).toBe(id)
    expect(receiver.requests).toHaveLength(1)
    expect(listed.map(({ status }) => status)).toEqual(['disabled'])
    expect(tenant.state.eventStreams.size).toBe(0)
  })

  it('creates a log stream and reads logs', async () => {
    const receiver = newReceiver()
    const tenant = newTenant({ fetch: receiver.fetch })
    const client = sdk(tenant)
    const sink = { httpEndpoint: 'https://receiver.example.test/logs' }

    await client.logStreams.create({ name: 'audit', type: 'http', sink })
    const streams = await client.logStreams.list()
    const page = await client.logs.list({ per_page: 10 })
    const [newest] = page.data
    const read = await client.logs.get(newest?.log_id ?? '')
    await tenant.idle()

    expect(streams).toMatchObject([{ name: 'audit', status: 'active', sink }])
    expect(read).toEqual(newest)
    expect(receiver.requests).toHaveLength(1)
  })
})
