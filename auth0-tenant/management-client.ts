import { readFile } from 'node:fs/promises'
import { request } from 'node:https'
import { rootCertificates } from 'node:tls'
import { z } from 'zod'
import { PodlinkError } from '../kernel/errors.ts'
import type { TenantAccess } from './run-deploy-cli.ts'

/** What auth0-deploy-cli cannot do: times of secrets, old versions of Actions, taking back what a deploy made. */
export type ManagementClient = {
  /** What the client was granted. */
  readonly scopes: ReadonlySet<string>
  /** The answer's body; null when there is none. @throws AUTH0_* with the status, never with a body. */
  readonly call: (method: Method, path: string, body?: unknown) => Promise<unknown>
  /** Every entry of a list, page by page; `path` may carry a query. Streams come in one page: a tenant has few. */
  readonly list: (path: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
type Answer = { readonly status: number; readonly retryAfter: string | null; readonly text: string }
type Door = { readonly domain: string; readonly authorities: readonly string[] | null }

const CALL_MS_MAX = 20_000
const TRIES = 5
const WAIT_MS_MAX = 10_000
const PER_PAGE = 100
const PAGES_MAX = 50
const entryList = z.array(z.record(z.string(), z.unknown()))
const tokenAnswer = z.object({ access_token: z.string(), scope: z.string().default('') })

/**
 * A client with a token of its own. A call that is refused for its rate is made again, and so is one that fails when
 * that can do no harm: reading and deleting.
 */
export async function openManagementClient(access: TenantAccess): Promise<ManagementClient> {
  const door = await openDoor(access)
  const answer = await send(door, 'POST', '/oauth/token', {
    body: {
      grant_type: 'client_credentials',
      client_id: access.clientId,
      client_secret: access.clientSecret,
      audience: `https://${access.domain}/api/v2/`,
    },
  }).catch((error: unknown) => {
    throw unreachable(error)
  })
  if (answer.status !== 200) throw refused(answer.status, 'POST /oauth/token')
  const { access_token: token, scope } = tokenAnswer.parse(JSON.parse(answer.text))
  const call: ManagementClient['call'] = (method, path, body) =>
    callPatiently(door, token, { method, path, body })
  return { scopes: new Set(scope.split(' ')), call, list: (path) => listAll(call, path) }
}

async function listAll(
  call: ManagementClient['call'],
  path: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const entries: Record<string, unknown>[] = []
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const isPaged = !path.endsWith('-streams')
    const mark = path.includes('?') ? '&' : '?'
    const query = isPaged ? `${mark}per_page=${PER_PAGE}&page=${page}` : ''
    const found = entryList.parse(listIn(await call('GET', `${path}${query}`)))
    entries.push(...found)
    if (!isPaged || found.length < PER_PAGE) return entries
  }
  throw new PodlinkError('AUTH0_FAILED', `The tenant’s list ${pathShape(path)} does not end.`, {
    fix: `podlink reads ${PAGES_MAX * PER_PAGE} entries at most.`,
  })
}

/** A list comes bare or under the name of its kind. */
function listIn(answer: unknown): unknown {
  if (Array.isArray(answer) || typeof answer !== 'object' || answer === null) return answer
  return Object.values(answer).find((value) => Array.isArray(value)) ?? []
}

async function openDoor({ domain, caFile }: TenantAccess): Promise<Door> {
  if (caFile === undefined) return { domain, authorities: null }
  return { domain, authorities: [...rootCertificates, await readFile(caFile, 'utf8')] }
}

async function callPatiently(
  door: Door,
  token: string,
  { method, path, body }: { method: Method; path: string; body: unknown },
): Promise<unknown> {
  const isHarmless = method === 'GET' || method === 'DELETE'
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(door, method, `/api/v2${path}`, { token, body }).catch(
      (error: unknown) => {
        if (!isHarmless || attempt === TRIES) throw unreachable(error)
        return null
      },
    )
    if (answer !== null && answer.status < 300) {
      return answer.text === '' ? null : JSON.parse(answer.text)
    }
    const status = answer?.status ?? 503
    const isWorthAnother = status === 429 || (isHarmless && status >= 500)
    if (!isWorthAnother || attempt === TRIES) throw refused(status, `${method} ${pathShape(path)}`)
    await new Promise((resolve) => {
      setTimeout(resolve, waitMs(answer, attempt))
    })
  }
}

/** Ids and queries are left out of messages. */
function pathShape(path: string): string {
  return path.replace(/\?.*$/, '').replaceAll(/\/[\w-]{12,}(?=\/|$)/g, '/…')
}

function waitMs(answer: Answer | null, attempt: number): number {
  const after = Number(answer?.retryAfter ?? Number.NaN) * 1000
  const wished = Number.isNaN(after) ? 500 * 2 ** attempt : after
  return Math.min(WAIT_MS_MAX, Math.max(100, wished))
}

function send(
  door: Door,
  method: Method,
  path: string,
  options: { readonly token?: string; readonly body: unknown },
): Promise<Answer> {
  const payload = options.body === undefined ? undefined : JSON.stringify(options.body)
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `https://${door.domain}${path}`,
      {
        method,
        timeout: CALL_MS_MAX,
        ...(door.authorities !== null && { ca: [...door.authorities] }),
        headers: {
          accept: 'application/json',
          ...(payload !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(payload),
          }),
          ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
        },
      },
      (incoming) => {
        let text = ''
        incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        incoming.on('error', reject)
        incoming.on('end', () => {
          const retryAfter = incoming.headers['retry-after'] ?? null
          resolve({ status: incoming.statusCode ?? 0, retryAfter, text })
        })
      },
    )
    outgoing.on('timeout', () => outgoing.destroy(new Error('timed out')))
    outgoing.on('error', reject)
    outgoing.end(payload)
  })
}

function unreachable(cause: unknown): PodlinkError {
  return new PodlinkError('AUTH0_UNREACHABLE', 'The tenant did not answer.', {
    fix: 'Check AUTH0_DOMAIN and the way to it, and try again.',
    isRetryable: true,
    cause,
  })
}

function refused(status: number, call: string): PodlinkError {
  const fix =
    status === 401 || status === 403
      ? 'Check id, secret and scopes of the deploy client.'
      : 'Try again; the tenant log shows the call.'
  const code = status === 401 || status === 403 ? 'AUTH0_REFUSED' : 'AUTH0_FAILED'
  return new PodlinkError(code, `The tenant answered ${call} with ${status}.`, {
    fix,
    details: { status },
  })
}
