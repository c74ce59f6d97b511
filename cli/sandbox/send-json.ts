import { request } from 'node:https'

/** What a tenant answered; the body is empty unless it was a JSON object. */
export type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> }

type Sent = {
  readonly method: string
  readonly body: Readonly<Record<string, unknown>> | null
  /** PEM text of the authority the tenant's certificate comes from. */
  readonly certificateAuthority: string
  readonly token?: string
}

/** Sends one request over HTTPS to a tenant of this machine; rejects when there is no answer within 30 s. */
export function sendJson(
  url: string,
  { method, body, certificateAuthority, token }: Sent,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method,
      ca: certificateAuthority,
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      timeout: 30_000,
    })
    outgoing.once('error', reject)
    outgoing.once('timeout', () =>
      outgoing.destroy(new Error('the tenant did not answer within 30 s')),
    )
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.once('error', reject)
      incoming.once('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          body: parse(Buffer.concat(chunks).toString('utf8')),
        }),
      )
    })
    outgoing.end(body === null ? undefined : JSON.stringify(body))
  })
}

/** Pages answer HTML and some calls plain text; only JSON objects have a body worth reading. */
function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
