import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Tenant } from '../../sandbox/tenant/create-tenant.ts'
import { openWorld, type World } from '../accounts/accounts-world.ts'
import { logIn, managementCalls, signUp, userWith } from '../sandbox/tenant/drive-tenant.ts'
import { openReceiver, STREAM_TOKEN } from './open-receiver.ts'

const ANN = 'ann.lee@colorecommerce.us'
const SCOPES = ['create:event_streams', 'create:log_streams', 'update:users', 'delete:users']

let world: World
beforeEach(async () => {
  world = await openWorld({
    fetch: (input, init) => receive(new Request(input, init)),
  })
  await world.addEmployee({ id: 42, name: 'Ann Lee', email: ANN })
})
afterEach(() => world.close())

async function receive(request: Request): Promise<Response> {
  return openReceiver(world.test.store, { now: () => new Date() }).request(request)
}

/** The two streams as podlink deploys them. */
async function openStreams(tenant: Tenant) {
  const api = await managementCalls(tenant, SCOPES)
  const subscriptions = ['user.created', 'user.updated', 'user.deleted']
  await api('POST', '/event-streams', {
    name: 'podlink users',
    subscriptions: subscriptions.map((event_type) => ({ event_type })),
    destination: {
      type: 'webhook',
      configuration: {
        webhook_endpoint: 'https://receiver.example.test/auth0/event-stream',
        webhook_authorization: { method: 'bearer', token: STREAM_TOKEN },
      },
    },
  })
  await api('POST', '/log-streams', {
    name: 'podlink logins',
    type: 'http',
    sink: {
      httpEndpoint: 'https://receiver.example.test/auth0/log-stream',
      httpAuthorization: `Bearer ${STREAM_TOKEN}`,
      httpContentType: 'application/json',
      httpContentFormat: 'JSONARRAY',
    },
  })
  return api
}

async function stored() {
  const rows = await world.test.query(
    'SELECT employee_id, email_verified, status, last_login FROM auth0_user_mapping',
  )
  return rows
}

describe('the streams of a tenant, without any Action', () => {
  it('tell of a sign-up, its proof, a login and its end, and each is stored as Auth0 has it', async () => {
    const { tenant } = world
    const api = await openStreams(tenant)

    await signUp(tenant, ANN)
    await tenant.idle()
    await world.work()
    const signedUp = await stored()

    const { user_id } = userWith(tenant, ANN)
    await api('PATCH', `/users/${encodeURIComponent(user_id)}`, { email_verified: true })
    await tenant.idle()
    await world.work()
    const proven = await stored()

    await logIn(tenant, { email: ANN })
    await tenant.idle()
    await world.work()
    const loggedIn = await stored()
    const lastLogin = Date.parse(userWith(tenant, ANN).last_login ?? '')

    await api('DELETE', `/users/${encodeURIComponent(user_id)}`)
    await tenant.idle()
    await world.work()

    expect(signedUp).toMatchObject([{ employee_id: null, email_verified: 0, status: 'created' }])
    expect(proven).toMatchObject([{ employee_id: 42, email_verified: 1, status: 'verified' }])
    expect(loggedIn).toMatchObject([{ employee_id: 42 }])
    // The log's own date is a moment later.
    const seen = loggedIn[0]?.['last_login'] as Date
    expect(Math.abs(seen.getTime() - lastLogin)).toBeLessThan(2_000)
    expect(await stored()).toMatchObject([{ employee_id: null, status: 'deleted' }])
    expect(await world.test.query('SELECT reason FROM dead_letters')).toEqual([])
    const failed = tenant.deliveryLog.entries.filter(({ status }) => status !== 200)
    expect(failed).toEqual([])
  })
})
