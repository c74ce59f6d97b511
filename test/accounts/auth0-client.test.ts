import { describe, expect, it } from 'vitest'
import { openAuth0 } from '../../accounts/auth0-client.ts'
import type { Auth0UserId } from '../../kernel/ids.ts'

const ID = 'auth0|podlink-1-1' as Auth0UserId
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })

/** The client, with every answer but the token's given by `answer`; `requests` lists what was sent. */
async function client(answer: () => Promise<Response>) {
  const requests: { url: string; method: string; body: string }[] = []
  const auth0 = await openAuth0({
    domain: 'tenant.example.test',
    clientId: 'id',
    clientSecret: 'secret',
    requestTimeoutMs: 1_000,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      requests.push({ url: request.url, method: request.method, body: await request.text() })
      return request.url.endsWith('/oauth/token')
        ? json(200, { access_token: 'token', expires_in: 86_400 })
        : answer()
    },
  })
  const sent = () => requests.filter(({ url }) => !url.endsWith('/oauth/token'))
  const tokens = () => requests.length - sent().length
  return { auth0, sent, tokens }
}

describe('a call to Auth0', () => {
  it.each([500, 502, 503, 408])('is sent once and may be sent again after %i', async (status) => {
    const { auth0, sent } = await client(async () => json(status, {}))

    const call = auth0.getUser(ID)

    await expect(call).rejects.toMatchObject({ code: 'AUTH0_UNREACHABLE', isRetryable: true })
    expect(sent()).toHaveLength(1)
  })

  it('may be sent again when the connection breaks', async () => {
    const { auth0, sent } = await client(() => Promise.reject(new TypeError('fetch failed')))

    await expect(auth0.getUser(ID)).rejects.toMatchObject({
      code: 'AUTH0_UNREACHABLE',
      isRetryable: true,
    })
    expect(sent()).toHaveLength(1)
  })

  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ date: 'Tue, 05 May 2026 10:00:00 GMT', 'x-ratelimit-reset': '1777975203' }, 3_000],
    [
      { date: 'Tue, 05 May 2026 10:00:00 GMT', 'retry-after': 'Tue, 05 May 2026 10:00:04 GMT' },
      4_000,
    ],
    [{ date: 'Tue, 05 May 2026 10:00:00 GMT', 'x-ratelimit-reset': '1777975100' }, 500],
    [{ 'retry-after': '99999' }, 600_000],
    [{}, 5_000],
  ])('says how long to wait at a rate limit: %j', async (headers, waitMs) => {
    const { auth0 } = await client(async () =>
      json(429, { errorCode: 'too_many_requests' }, headers),
    )

    await expect(auth0.getUser(ID)).rejects.toMatchObject({
      code: 'AUTH0_RATE_LIMITED',
      details: { waitMs, errorCode: 'too_many_requests' },
    })
  })

  it('names the scope it needs when it is refused, and asks for a new token after a 401', async () => {
    const { auth0, tokens } = await client(async () => json(401, { message: 'Invalid token' }))

    await expect(auth0.deleteUser(ID)).rejects.toMatchObject({
      code: 'AUTH0_REFUSED',
      fix: expect.stringContaining('delete:users'),
    })
    await expect(auth0.getUser(ID)).rejects.toMatchObject({ code: 'AUTH0_REFUSED' })
    expect(tokens()).toBe(2)
  })

  it('repeats nothing of what Auth0 wrote in its error', async () => {
    const { auth0 } = await client(async () =>
      json(400, { message: 'john.doe@colorecommerce.us is weak', errorCode: 'invalid_body' }),
    )

    const error: unknown = await auth0.getUser(ID).catch((reason: unknown) => reason)

    expect(error).toMatchObject({ code: 'AUTH0_FAILED', isRetryable: false })
    expect(JSON.stringify(error) + String(error)).not.toContain('john.doe')
    expect(error).not.toHaveProperty('cause')
  })

  it('takes a missing user and a taken address for outcomes', async () => {
    const missing = await client(async () => json(404, {}))
    const taken = await client(async () => json(409, {}))
    const account = {
      userId: 'podlink-1-1',
      connection: 'c',
      email: 'a@b.co',
      password: 'p',
      name: 'n',
      userMetadata: {},
      appMetadata: {},
    }

    expect(await missing.auth0.getUser(ID)).toBeNull()
    expect(await missing.auth0.patchUser(ID, { userMetadata: { a: 1 } })).toBe('not_found')
    expect(await taken.auth0.createUser(account)).toEqual({ kind: 'exists' })
  })

  it('never sends an empty metadata object, which would remove everything', async () => {
    const { auth0, sent } = await client(async () => json(200, { user_id: ID }))

    await expect(auth0.patchUser(ID, { appMetadata: {} })).rejects.toThrow(TypeError)
    expect(sent()).toEqual([])
  })
})
