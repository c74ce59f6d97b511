import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Logger } from '../../kernel/log.ts'
import { loginBody, openReceiver, signedRequest, unreachableStore } from './open-receiver.ts'

// The store of these tests cannot be reached: whatever touched it would answer 503.
const app = openReceiver(unreachableStore())
const OTHER_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
const text = JSON.stringify(loginBody())

async function send(request: Request) {
  const response = await app.request(request)
  const body = (await response.json()) as Record<string, unknown>
  return { status: response.status, code: body['code'], body, headers: response.headers }
}

describe('a request that proves nothing is refused before the store is touched', () => {
  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'without %s',
    async (name) => {
      const request = signedRequest(text)
      request.headers.delete(name)

      expect(await send(request)).toMatchObject({ status: 401, code: 'missing_header' })
    },
  )

  test.each(['1772366099', '1772366701', 'yesterday'])('signed at %s', async (timestamp) => {
    const request = signedRequest(text, { timestamp })

    expect(await send(request)).toMatchObject({ status: 401, code: 'stale_timestamp' })
  })

  test('signed with another secret', async () => {
    const request = signedRequest(text, { secret: OTHER_SECRET })

    expect(await send(request)).toMatchObject({ status: 401, code: 'wrong_signature' })
  })

  test('signed for another id', async () => {
    const request = signedRequest(text, { headers: { 'webhook-id': 'msg_another_one' } })

    expect(await send(request)).toMatchObject({ status: 401, code: 'wrong_signature' })
  })

  test('whose bytes are no UTF-8 but decode to the signed text', async () => {
    const { headers } = signedRequest('{"name":"\uFFFD"}')
    const body = Buffer.from([...Buffer.from('{"name":"'), 0xff, ...Buffer.from('"}')])
    const request = new Request('http://receiver/auth0/events', { method: 'POST', headers, body })

    expect(await send(request)).toMatchObject({ status: 401, code: 'wrong_signature' })
  })

  test('with a byte order mark before the signed text', async () => {
    const { headers } = signedRequest(text)
    const body = `\uFEFF${text}`
    const request = new Request('http://receiver/auth0/events', { method: 'POST', headers, body })

    expect(await send(request)).toMatchObject({ status: 401, code: 'wrong_signature' })
  })

  test('with a signature as correct as its secret and an id no table could hold', async () => {
    const request = signedRequest(text, { id: `msg_${'x'.repeat(125)}` })

    expect(await send(request)).toMatchObject({ status: 400, code: 'malformed_id' })
  })
})

describe('a body of the wrong kind', () => {
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
    '%s is refused',
    async (type) => {
      const request = signedRequest(text, { headers: { 'content-type': type } })

      expect(await send(request)).toMatchObject({ status: 415, code: 'unsupported_media_type' })
    },
  )

  test('is refused by its stated length, unread', async () => {
    const request = signedRequest(text, { headers: { 'content-length': '65537' } })

    expect(await send(request)).toMatchObject({ status: 413, code: 'body_too_large' })
    expect(request.bodyUsed).toBe(false)
  })

  test.each([undefined, '10'])(
    'is cut where the limit is when it states the length %s',
    async (length) => {
      let pulled = 0
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          pulled += 1
          controller.enqueue(new Uint8Array(16_384))
        },
      })
      const headers = signedRequest(text).headers
      if (length !== undefined) headers.set('content-length', length)
      const init = { method: 'POST', headers, body, duplex: 'half' }
      const request = new Request('http://receiver/auth0/events', init as RequestInit)

      expect(await send(request)).toMatchObject({ status: 413, code: 'body_too_large' })
      expect(pulled).toBeLessThan(8)
    },
  )

  test('of exactly the limit is read', async () => {
    const request = signedRequest('x'.repeat(65_536), { secret: OTHER_SECRET })

    expect(await send(request)).toMatchObject({ status: 401, code: 'wrong_signature' })
  })
})

describe('a body that does not arrive', () => {
  afterEach(() => vi.useRealTimers())

  function unfinished(start: (controller: ReadableStreamDefaultController<Uint8Array>) => void) {
    const { headers } = signedRequest(text)
    const init = { method: 'POST', headers, body: new ReadableStream({ start }), duplex: 'half' }
    return new Request('http://receiver/auth0/events', init as RequestInit)
  }

  test('is given up after two seconds, and the connection with it', async () => {
    vi.useFakeTimers()
    const answer = send(unfinished((controller) => controller.enqueue(new Uint8Array(1))))

    await vi.advanceTimersByTimeAsync(2_000)

    const { status, code, headers } = await answer
    expect({ status, code }).toEqual({ status: 408, code: 'body_incomplete' })
    expect(headers.get('connection')).toBe('close')
  })

  test('because its sender went away is no error of ours', async () => {
    const lines: [string, unknown][] = []
    const note = (level: string) => (line: unknown) => void lines.push([level, line])
    const log = { info: note('info'), warn: note('warn'), error: note('error') }
    const watched = openReceiver(unreachableStore(), { log: log as unknown as Logger })

    const response = await watched.request(
      unfinished((controller) => controller.error(new Error('Client connection closed.'))),
    )

    expect(response.status).toBe(408)
    expect(lines).toEqual([['info', expect.objectContaining({ code: 'body_incomplete' })]])
    const metrics = await (await watched.request('/metrics')).text()
    expect(metrics).toContain('podlink_deliveries_total{outcome="body_incomplete"} 1')
    expect(metrics).toContain('podlink_deliveries_total{outcome="internal_error"} 0')
  })
})

describe('the receiver', () => {
  test('answers problems as RFC 9457 describes, with a stable code and what to do', async () => {
    const { body, headers } = await send(signedRequest(text, { secret: OTHER_SECRET }))

    expect(headers.get('content-type')).toBe('application/problem+json')
    expect(body).toEqual({
      type: 'urn:podlink:problem:wrong_signature',
      title: 'The signature is wrong',
      status: 401,
      code: 'wrong_signature',
      detail:
        'Sign the bytes of the body with a secret that the receiver holds in WEBHOOK_SECRETS.',
    })
  })

  test('knows no other address and no other method', async () => {
    expect(await send(new Request('http://receiver/auth0/other'))).toMatchObject({ status: 404 })
    expect(await send(new Request('http://receiver/auth0/events'))).toMatchObject({ status: 404 })
  })

  test('is alive without a database', async () => {
    const response = await app.request('/healthz')

    expect(response.status).toBe(200)
  })

  test('reads only so many requests at once, and more again afterwards', async () => {
    const small = openReceiver(unreachableStore(), { readingMax: 1 })
    let end: (() => void) | undefined
    const slow = new ReadableStream({
      start: (controller) => {
        end = () => controller.close()
      },
    })
    const init = {
      method: 'POST',
      headers: signedRequest(text).headers,
      body: slow,
      duplex: 'half',
    }
    const first = small.request(new Request('http://receiver/auth0/events', init as RequestInit))

    const second = await small.request(signedRequest(text))
    end?.()
    await first
    const third = await small.request(signedRequest(text, { secret: OTHER_SECRET }))

    expect(second.status).toBe(503)
    expect(second.headers.get('retry-after')).toBe('5')
    expect(await second.json()).toMatchObject({ code: 'overloaded' })
    expect(third.status).toBe(401)
  })
})
