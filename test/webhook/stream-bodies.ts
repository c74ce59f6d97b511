import type { Hono } from 'hono'
import { STREAM_TOKEN } from './open-receiver.ts'

type Fields = Readonly<Record<string, unknown>>

/** What Auth0's event stream sends of one account; `object` replaces fields of it, undefined leaves one out. */
export function streamEvent(type: string, object: Fields = {}, change: Fields = {}): Fields {
  return {
    specversion: '1.0',
    type,
    source: 'urn:auth0:tenant.example.test',
    id: 'evt_0123456789012345678901',
    time: '2026-03-01T11:59:01.000Z',
    a0tenant: 'acme',
    a0stream: 'est_0123456789012345678901',
    ...change,
    data: {
      object: {
        user_id: 'auth0|user-1',
        email: 'John.Doe@colorecommerce.us',
        email_verified: true,
        name: 'John Doe',
        created_at: '2026-02-01T08:00:00.000Z',
        updated_at: '2026-03-01T11:59:00.000Z',
        identities: [{ connection: 'Username-Password-Authentication', user_id: 'user-1' }],
        ...object,
      },
      context: { tenant: { id: 'acme' } },
    },
  }
}

/** An entry of the tenant's log as a log stream sends it. */
export function logEntry(type: string, data: Fields = {}): Fields {
  const log_id = '90020260301115900000000000000000000000000000000000000001'
  return {
    log_id,
    data: {
      log_id,
      type,
      date: '2026-03-01T11:59:00.000Z',
      user_id: 'auth0|user-1',
      user_name: 'john.doe@colorecommerce.us',
      connection: 'Username-Password-Authentication',
      tenant_name: 'acme',
      environment_name: 'sandbox',
      description: 'Successful login',
      ...data,
    },
  }
}

/** Sends what a stream would; `headers` replace the right ones. */
export async function postStream(
  app: Hono,
  stream: 'event-stream' | 'log-stream',
  body: string | object,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: Fields; headers: Headers }> {
  const response = await app.request(`/auth0/${stream}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${STREAM_TOKEN}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Fields,
  }
}
