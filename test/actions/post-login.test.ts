import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { onExecutePostLogin } from '../../actions/post-login.ts'
import { verify } from '../../webhook/contract/signature.ts'
import { loginEvent, NAMESPACE, RECEIVER_URL, recordingApi, SECRET } from './fake-auth0.ts'
import { answering, FAILURES, offering } from './fake-receiver.ts'

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

const HELD_CLAIMS = {
  [`${NAMESPACE}employee_id`]: 42,
  [`${NAMESPACE}department`]: 'Heat Press',
  [`${NAMESPACE}roles`]: ['associate'],
}

describe('a login goes on with the facts it has', () => {
  test.each(Object.keys(FAILURES) as (keyof typeof FAILURES)[])(
    'when the receiver %s',
    async (failure) => {
      server.use(FAILURES[failure])
      const { api, metadata, idToken, accessToken } = recordingApi()

      await onExecutePostLogin(loginEvent({ secrets: { BUDGET_MS: '40' } }), api)

      expect(metadata).toEqual([])
      expect(idToken).toEqual(HELD_CLAIMS)
      expect(accessToken).toEqual(HELD_CLAIMS)
      expect(logged).toHaveLength(1)
      expect(JSON.stringify(logged)).toMatch(/^\[\["podlink: [a-z0-9_]+"\]\]$/)
    },
  )

  test('when the Action was never configured', async () => {
    const { api, metadata } = recordingApi()
    const secrets = {
      RECEIVER_URL: undefined,
      WEBHOOK_SECRET: undefined,
      CLAIMS_NAMESPACE: undefined,
    }

    await onExecutePostLogin(loginEvent({ secrets }), api)

    expect(metadata).toEqual([])
    expect(logged).toEqual([['podlink: not_configured']])
  })

  test('when Auth0 refuses the metadata and the claims', async () => {
    server.use(offering(4))
    const refuse = () => {
      throw new Error('refused')
    }

    await onExecutePostLogin(loginEvent(), {
      user: { setAppMetadata: refuse },
      idToken: { setCustomClaim: refuse },
      accessToken: { setCustomClaim: refuse },
      cache: { get: refuse, set: refuse, delete: refuse },
    })

    expect(logged).toEqual([['podlink: metadata_failed'], ['podlink: claims_failed']])
  })

  test('when the event is not what Auth0 documents', async () => {
    const { api } = recordingApi()
    const event = { ...loginEvent({ user: { created_at: 'never' } }) }

    await onExecutePostLogin(event, api)
    await onExecutePostLogin({ ...event, secrets: null as never }, api)

    expect(logged.flat()).toContain('podlink: event_unreadable')
  })
})

describe('an offer', () => {
  test('that is newer is written, only where it differs, and stands in the tokens at once', async () => {
    server.use(offering(4))
    const { api, metadata, idToken, accessToken } = recordingApi()

    await onExecutePostLogin(loginEvent(), api)

    expect(metadata).toEqual([
      ['department', 'Packing'],
      ['podlink_rev', 4],
    ])
    expect(idToken[`${NAMESPACE}department`]).toBe('Packing')
    expect(accessToken).toEqual(idToken)
    expect(logged).toEqual([])
  })

  test.each([2, 3])(
    'of revision %i changes nothing in an account that holds revision 3',
    async (rev) => {
      server.use(offering(rev))
      const { api, metadata, idToken } = recordingApi()

      await onExecutePostLogin(loginEvent(), api)

      expect(metadata).toEqual([])
      expect(idToken).toEqual(HELD_CLAIMS)
    },
  )

  test('without a department removes the one that is there, and no other key', async () => {
    server.use(offering(4, { department: null, role_code: null }))
    const { api, metadata, idToken } = recordingApi()

    const app_metadata = { employee_id: 42, department: 'Heat Press', podlink_rev: 3 }

    await onExecutePostLogin(loginEvent({ user: { app_metadata } }), api)

    expect(metadata).toEqual([
      ['department', null],
      ['podlink_rev', 4],
    ])
    expect(idToken).not.toHaveProperty([`${NAMESPACE}department`])
  })

  test('never writes more than the four keys of the contract', async () => {
    server.use(offering(4, { podfactory_sync: { enabled: true }, roles: ['admin'] }))
    const { api, metadata } = recordingApi()

    await onExecutePostLogin(loginEvent({ user: { app_metadata: {} } }), api)

    expect(metadata.map(([key]) => key).sort()).toEqual([
      'department',
      'employee_id',
      'podlink_rev',
      'role_code',
    ])
  })

  test('is taken under the next secret while a rotation is under way', async () => {
    const next = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
    server.use(answering({ status: 'recorded', enrichment: null }, { secret: next }))
    const { api } = recordingApi()

    await onExecutePostLogin(loginEvent({ secrets: { WEBHOOK_SECRET_NEXT: next } }), api)

    expect(logged).toEqual([])
  })
})

describe('metadata that somebody else filled', () => {
  test.each<[string, unknown]>([
    ['text', 'employee_id'],
    ['a list', [42]],
    ['nothing', null],
    ['other types', { employee_id: '42', department: {}, role_code: 7, podlink_rev: '99' }],
    ['impossible numbers', { employee_id: -1, podlink_rev: Number.POSITIVE_INFINITY }],
    ['a prototype', JSON.parse('{"__proto__":{"employee_id":1,"podlink_rev":99}}')],
  ])('as %s gives no claim and does not keep an offer away', async (_, app_metadata) => {
    let sent: unknown
    server.use(
      http.post(`${RECEIVER_URL}/auth0/events`, async ({ request }) => {
        sent = await request.clone().json()
      }),
      offering(1),
    )
    const event = loginEvent({ user: { app_metadata } })
    const { api, metadata, idToken } = recordingApi()
    const silent = recordingApi()

    await onExecutePostLogin(event, api)
    server.use(FAILURES['answers 500'])
    await onExecutePostLogin(event, silent.api)

    expect(sent).toMatchObject({ user: { app_metadata: {} } })
    expect(new Map(metadata).get('podlink_rev')).toBe(1)
    expect(idToken[`${NAMESPACE}employee_id`]).toBe(42)
    expect(silent.idToken).toEqual({ [`${NAMESPACE}roles`]: ['associate'] })
  })
})

test('a refresh-token exchange calls nobody and gets its claims', async () => {
  let calls = 0
  server.use(
    http.post(`${RECEIVER_URL}/auth0/events`, () => {
      calls += 1
      return new HttpResponse()
    }),
  )
  const { api, metadata, accessToken } = recordingApi()

  await onExecutePostLogin(loginEvent({ transaction: { protocol: 'oauth2-refresh-token' } }), api)

  expect(calls).toBe(0)
  expect(metadata).toEqual([])
  expect(accessToken).toEqual(HELD_CLAIMS)
})

test('roles come from Auth0 alone', async () => {
  server.use(offering(4))
  const { api, idToken } = recordingApi()
  const app_metadata = { roles: ['admin'], podlink_rev: 3 }

  await onExecutePostLogin(loginEvent({ authorization: undefined, user: { app_metadata } }), api)

  expect(idToken).not.toHaveProperty([`${NAMESPACE}roles`])
})

test('the delivery is signed, new each time, and holds what the contract says and nothing else', async () => {
  const ids: (string | null)[] = []
  let body: unknown
  let verification: unknown
  server.use(
    http.post(`${RECEIVER_URL}/auth0/events`, async ({ request }) => {
      const text = await request.text()
      const id = request.headers.get('webhook-id') ?? ''
      const timestamp = request.headers.get('webhook-timestamp') ?? ''
      const signature = request.headers.get('webhook-signature') ?? ''
      ids.push(id)
      body = JSON.parse(text)
      verification = verify({ id, timestamp, body: text }, signature, [SECRET], Date.now() / 1000)
      return new HttpResponse(null, { status: 503 })
    }),
  )
  const event = loginEvent({
    user: { app_metadata: { employee_id: 42, podlink_rev: 3, private: 'x' } },
    secrets: { RECEIVER_URL: `${RECEIVER_URL}/` },
  })

  await onExecutePostLogin(
    { ...event, user: { ...event.user, user_metadata: { a: 1 } } as never },
    recordingApi().api,
  )
  await onExecutePostLogin(event, recordingApi().api)

  expect(verification).toBe('valid')
  expect(new Set(ids).size).toBe(2)
  expect(ids[0]).toMatch(/^msg_[0-9a-f]{32}$/)
  expect(body).toEqual({
    version: 1,
    type: 'post_login',
    occurred_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    tenant: 'acme',
    user: {
      id: 'auth0|user-1',
      email: 'John.Doe@colorecommerce.us',
      email_verified: true,
      name: 'John Doe',
      created_at: '2026-02-01T08:00:00.000Z',
      app_metadata: { employee_id: 42, podlink_rev: 3 },
    },
    connection: 'Username-Password-Authentication',
    client_id: 'dashboard',
    login: { count: 5 },
  })
})

describe('a receiver that is down', () => {
  test('is asked by three logins, and not by the fourth, which waits for nobody', async () => {
    let asked = 0
    server.use(
      http.post(`${RECEIVER_URL}/auth0/events`, () => {
        asked += 1
        return HttpResponse.json({ code: 'away' }, { status: 503 })
      }),
    )
    const { api, idToken } = recordingApi()

    for (let login = 0; login < 5; login += 1) await onExecutePostLogin(loginEvent(), api)

    expect(asked).toBe(3)
    expect(logged.flat()).toEqual([
      ...Array<string>(3).fill('podlink: status_503'),
      ...Array<string>(2).fill('podlink: resting'),
    ])
    expect(idToken).toEqual(HELD_CLAIMS)
  })

  test('that refuses what it is sent is asked every time: that costs no wait', async () => {
    let asked = 0
    server.use(
      http.post(`${RECEIVER_URL}/auth0/events`, () => {
        asked += 1
        return HttpResponse.json({ code: 'signature' }, { status: 401 })
      }),
    )
    const { api } = recordingApi()

    for (let login = 0; login < 5; login += 1) await onExecutePostLogin(loginEvent(), api)

    expect(asked).toBe(5)
  })
})
