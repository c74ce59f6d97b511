import type { WebhookAuthorization } from './stream-records.ts'

/** The header by which an event stream proves itself to its receiver. */
export function authorizationHeader(proof: WebhookAuthorization): Record<string, string> {
  switch (proof.method) {
    case 'basic': {
      const pair = Buffer.from(`${proof.username}:${proof.password}`).toString('base64')
      return { authorization: `Basic ${pair}` }
    }
    case 'bearer':
      return { authorization: `Bearer ${proof.token}` }
    case 'custom_header':
      return { [proof.header_key.toLowerCase()]: proof.header_value }
  }
}
