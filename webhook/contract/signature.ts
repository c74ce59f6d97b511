import { createHmac, timingSafeEqual } from 'node:crypto'
import { TOLERANCE_S } from './delivery.ts'

/** The three headers of Standard Webhooks (https://www.standardwebhooks.com). */
export const ID_HEADER = 'webhook-id'
export const TIMESTAMP_HEADER = 'webhook-timestamp'
export const SIGNATURE_HEADER = 'webhook-signature'

export type SignedMessage = {
  readonly id: string
  /** Whole seconds since 1970, in decimal digits, as it stands in the header. */
  readonly timestamp: string
  /** The bytes as they travel, never a re-serialised form. */
  readonly body: string
}

export type Verification = 'valid' | 'missing_header' | 'stale_timestamp' | 'wrong_signature'

/** The `webhook-signature` of a message: `v1,` and the base64 of its HMAC-SHA256 under `secret` (`whsec_<base64>`). */
export function sign(message: SignedMessage, secret: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const digest = createHmac('sha256', key)
    .update(`${message.id}.${message.timestamp}.`)
    .update(message.body)
    .digest('base64')
  return `v1,${digest}`
}

/**
 * Whether one of several space-separated signatures is right under one of the live secrets, and the timestamp within
 * five minutes of `nowS` (seconds). Every pair is compared in constant time. Nothing of the body is trusted before.
 */
export function verify(
  message: SignedMessage,
  signatures: string,
  secrets: readonly string[],
  nowS: number,
): Verification {
  if (message.id === '' || message.timestamp === '' || signatures === '') return 'missing_header'
  if (!/^[0-9]{1,12}$/.test(message.timestamp)) return 'stale_timestamp'
  if (Math.abs(nowS - Number(message.timestamp)) > TOLERANCE_S) return 'stale_timestamp'
  const expected = secrets.map((secret) => Buffer.from(sign(message, secret)))
  let isValid = false
  // As text: base64 has many spellings of the same bytes, and a sender writes one of them.
  for (const offered of signatures.split(' ').map((one) => Buffer.from(one))) {
    for (const one of expected) {
      if (offered.length === one.length && timingSafeEqual(offered, one)) isValid = true
    }
  }
  return isValid ? 'valid' : 'wrong_signature'
}
