import { z } from 'zod'
import { isConnectionReset } from '../../core/connection-reset.ts'

/** Sends a request through the tenant's own front door, with its faults, limits and log. */
export type Send = (request: Request) => Response | Promise<Response>

export type Reply =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** Empty for what is no JSON object. */
      readonly body: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'cut' }
  | { readonly kind: 'late' }

const replyWaitMs = 15_000
const jsonObject = z.record(z.string(), z.unknown())

async function readBody(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const text = await response.text()
  if (response.headers.get('content-type')?.includes('json') !== true) return {}
  return jsonObject.safeParse(JSON.parse(text)).data ?? {}
}

async function withinWait(answer: Promise<Response>): Promise<Response | 'late'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), replyWaitMs)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

/** One request as a person or a machine outside would send it. */
export async function knock(
  send: Send,
  request: { url: string; method: string; body?: object; token?: string },
): Promise<Reply> {
  const { url, method, body, token } = request
  const outgoing = new Request(url, {
    method,
    headers: {
      'user-agent': 'podlink sandbox page',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const response = await withinWait(Promise.resolve(send(outgoing)))
  if (response === 'late') return { kind: 'late' }
  if (isConnectionReset(response)) return { kind: 'cut' }
  return { kind: 'answered', status: response.status, body: await readBody(response) }
}

/** Whether the request was granted. */
export function isGranted(reply: Reply): reply is Extract<Reply, { kind: 'answered' }> {
  return reply.kind === 'answered' && reply.status < 400
}

/** Why it was not, in the words of the answer. */
export function refusalText(reply: Reply): string {
  if (reply.kind === 'cut') return 'the connection was cut without an answer'
  if (reply.kind === 'late') return `no answer within ${replyWaitMs / 1000} s`
  const { status, body } = reply
  const first = (...names: readonly string[]) => {
    const value = names.map((name) => body[name]).find((found) => typeof found === 'string')
    return typeof value === 'string' ? value : ''
  }
  const code = first('errorCode', 'code', 'error')
  const words = first('error_description', 'description', 'message')
  return [`${code || status}`, words && `: ${words}`, code && ` (${status})`].join('')
}
