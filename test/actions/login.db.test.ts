import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { onExecutePostLogin } from '../../actions/post-login.ts'
import { onExecutePostUserRegistration } from '../../actions/post-user-registration.ts'
import { type RunningServer, serve } from '../../webhook/serve.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { openReceiver } from '../webhook/open-receiver.ts'
import { loginEvent, NAMESPACE, recordingApi, SECRET } from './fake-auth0.ts'

let database: TestStore
let receiver: RunningServer

beforeAll(async () => {
  database = await openTestStore()
  await database.query(
    `INSERT INTO employees (id, name, email, department, role_code)
     VALUES (42, 'John Doe', 'john.doe@colorecommerce.us', 'Packing', 'associate')`,
  )
  const app = openReceiver(database.store, { secrets: [SECRET], now: () => new Date() })
  receiver = await serve(app, { host: '127.0.0.1', port: 0 })
})

afterAll(async () => {
  await receiver.stop()
  await database.close()
})

function eventOf(app_metadata: unknown, isVerified = true, port = receiver.port) {
  return loginEvent({
    user: { app_metadata, email_verified: isVerified },
    secrets: { RECEIVER_URL: `http://127.0.0.1:${port}`, BUDGET_MS: '5000' },
  })
}

test('no delivery follows a redirect, not even to a receiver that would answer rightly', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const target = `http://127.0.0.1:${receiver.port}/auth0/events`
  const elsewhere = await serve(
    new Hono().post('/auth0/events', (c) => c.redirect(target, 307)),
    { host: '127.0.0.1', port: 0 },
  )
  const { api, metadata } = recordingApi()

  await onExecutePostLogin(eventOf({}, true, elsewhere.port), api)
  await elsewhere.stop()

  expect(metadata).toEqual([])
  expect(log).toHaveBeenCalledExactlyOnceWith('podlink: unreachable')
  expect(await database.query('SELECT id FROM deliveries')).toEqual([])
})

test('an employee registers, proves the address, logs in, and is known from then on', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const first = recordingApi()
  const second = recordingApi()

  await onExecutePostUserRegistration(eventOf({}, false))
  await onExecutePostLogin(eventOf({}), first.api)
  await onExecutePostLogin(eventOf(Object.fromEntries(first.metadata)), second.api)

  expect(log).not.toHaveBeenCalled()
  expect(Object.fromEntries(first.metadata)).toEqual({
    employee_id: 42,
    department: 'Packing',
    role_code: 'associate',
    podlink_rev: 1,
  })
  expect(second.metadata).toEqual([])
  const claims = {
    [`${NAMESPACE}employee_id`]: 42,
    [`${NAMESPACE}department`]: 'Packing',
    [`${NAMESPACE}roles`]: ['associate'],
  }
  expect(first.idToken).toEqual(claims)
  expect(second.accessToken).toEqual(claims)
  const [user] = await database.query(
    'SELECT employee_id, status, last_login IS NOT NULL AS seen FROM auth0_user_mapping',
  )
  expect(user).toEqual({ employee_id: 42, status: 'verified', seen: 1 })
})
