import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { onExecutePostUserRegistration } from '../../actions/post-user-registration.ts'
import { loginEvent, RECEIVER_URL } from './fake-auth0.ts'
import { FAILURES, offering } from './fake-receiver.ts'

const server = setupServer()
const logged: unknown[][] = []

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() => {
  logged.length = 0
  vi.spyOn(console, 'log').mockImplementation((...line: unknown[]) => {
    logged.push(line)
  })
})
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

function registrationEvent(budgetMs = '2000') {
  const { user, connection, tenant, secrets } = loginEvent({ secrets: { BUDGET_MS: budgetMs } })
  return { user, connection, tenant, secrets }
}

test.each(Object.keys(FAILURES) as (keyof typeof FAILURES)[])(
  'a registration is not disturbed when the receiver %s',
  async (failure) => {
    server.use(FAILURES[failure])

    await onExecutePostUserRegistration(registrationEvent('40'))

    expect(logged).toHaveLength(1)
  },
)

test('the delivery tells of no client and no login', async () => {
  let body: unknown
  server.use(
    http.post(`${RECEIVER_URL}/auth0/events`, async ({ request }) => {
      body = await request.json()
      return new HttpResponse(null, { status: 503 })
    }),
  )

  await onExecutePostUserRegistration(registrationEvent())

  expect(body).toMatchObject({
    type: 'post_user_registration',
    client_id: null,
    login: null,
    user: { id: 'auth0|user-1' },
  })
})

test('an answer is taken without a word', async () => {
  server.use(offering(4))

  await onExecutePostUserRegistration(registrationEvent())

  expect(logged).toEqual([])
})

test('an unreadable event is logged as a code', async () => {
  const event = registrationEvent()

  await onExecutePostUserRegistration({ ...event, user: { ...event.user, created_at: 'never' } })

  expect(logged).toEqual([['podlink: event_unreadable']])
})
