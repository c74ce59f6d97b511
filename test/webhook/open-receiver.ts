import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import { createLogger } from '../../kernel/log.ts'
import { openStore, type Store } from '../../store/open-store.ts'
import { defaultMatchSettings } from '../../sync/match/settings.ts'
import { createReceiver } from '../../webhook/app.ts'
import type { DeliveryBody } from '../../webhook/contract/delivery.ts'
import { sign } from '../../webhook/contract/signature.ts'
import type { ReceiverDeps } from '../../webhook/receiver-deps.ts'

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
export const NOW = new Date('2026-03-01T12:00:00.000Z')
export const STREAM_TOKEN = 'stream-token-of-forty-random-characters-'
const NOW_S = String(NOW.getTime() / 1000)

/** A receiver with a fixed clock. */
export function openReceiver(store: Store, change: Partial<ReceiverDeps> = {}): Hono {
  return createReceiver(receiverDeps(store, change))
}

export function receiverDeps(store: Store, change: Partial<ReceiverDeps> = {}): ReceiverDeps {
  return {
    store,
    secrets: [SECRET],
    streamTokens: [STREAM_TOKEN],
    connectionsAllowed: ['Username-Password-Authentication'],
    deadLetterKey: null,
    matchSettings: defaultMatchSettings,
    now: () => NOW,
    newId: randomUUID,
    log: createLogger({ part: 'test', level: 'silent' }),
    ...change,
  }
}

/** A store whose address nobody listens on: whatever reads or writes it fails. */
export function unreachableStore(): Store {
  return openStore({ url: 'mysql://nobody:nothing@127.0.0.1:1/none' })
}

export type BodyChange = Partial<Omit<DeliveryBody, 'user'>> & {
  readonly user?: Partial<DeliveryBody['user']>
}

/** A login of a user who is no employee's, one minute before {@link NOW}. */
export function loginBody(change: BodyChange = {}): DeliveryBody {
  return {
    version: 1,
    type: 'post_login',
    occurred_at: '2026-03-01T11:59:00.000Z',
    tenant: 'acme',
    connection: 'Username-Password-Authentication',
    client_id: 'dashboard',
    login: { count: 1 },
    ...change,
    user: {
      id: 'auth0|user-1',
      email: 'john.doe@colorecommerce.us',
      email_verified: true,
      name: 'John Doe',
      created_at: '2026-02-01T08:00:00.000Z',
      app_metadata: {},
      ...change.user,
    },
  }
}

/** The same user's registration. */
export function registrationBody(change: BodyChange = {}): DeliveryBody {
  return { ...loginBody(change), type: 'post_user_registration', client_id: null, login: null }
}

/** A signed request; `headers` replace the right ones. */
export function signedRequest(
  body: string,
  options: {
    id?: string
    secret?: string
    timestamp?: string
    headers?: Record<string, string>
  } = {},
): Request {
  const id = options.id ?? `msg_${randomUUID()}`
  const timestamp = options.timestamp ?? NOW_S
  const headers = new Headers({
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': sign({ id, timestamp, body }, options.secret ?? SECRET),
  })
  new Headers(options.headers).forEach((value, name) => headers.set(name, value))
  return new Request('http://receiver/auth0/events', { method: 'POST', headers, body })
}

/** Sends a delivery and returns status and body. */
export async function post(
  app: Hono,
  body: DeliveryBody,
  id?: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const request = signedRequest(JSON.stringify(body), id === undefined ? {} : { id })
  const response = await app.request(request)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
