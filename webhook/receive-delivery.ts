import { type DeliveryId, parseDeliveryId } from '../kernel/ids.ts'
import { DELIVERY_BYTES_MAX, type DeliveryAnswer } from './contract/delivery.ts'
import { ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, verify } from './contract/signature.ts'
import type { ProblemCode } from './http-errors.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import { keepLetter, orKeep } from './keep-letter.ts'
import { parseDelivery } from './parse-delivery.ts'
import { readBody, type Received } from './read-body.ts'
import type { IntakeDeps, ReceiverDeps } from './receiver-deps.ts'

/** An Action gives up after 800 ms; who needs longer for 64 KiB keeps a place that others wait for. */
const BODY = { bytesMax: DELIVERY_BYTES_MAX, timeoutMs: 2_000 }

export type Refusal = {
  readonly kind: 'refused'
  readonly code: ProblemCode
  /** The field to correct, when one is wrong. */
  readonly field?: string
}

/** A body that was signed by a holder of a secret; not yet read as JSON. */
export type GenuineDelivery = {
  readonly kind: 'genuine'
  readonly id: DeliveryId
  readonly bytes: Buffer
  readonly text: string
  readonly receivedAt: Date
}

/** `accepted` was stored; `refused` was not. */
export type Reception =
  | { readonly kind: 'accepted'; readonly id: string; readonly answer: DeliveryAnswer }
  | Refusal

/** Takes one POST: type, size, signature. Nothing of a body is read as JSON before its signature is verified. */
export async function verifyDelivery(
  deps: Pick<ReceiverDeps, 'now' | 'secrets'>,
  received: Received,
): Promise<GenuineDelivery | Refusal> {
  const { request } = received
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json') return refused('unsupported_media_type')
  const body = await readBody(received, BODY)
  if (body.kind !== 'read') return refused(`body_${body.kind}`)
  const receivedAt = deps.now()
  const header = request.headers.get(ID_HEADER) ?? ''
  const text = decodeUtf8(body.bytes)
  const verification = verify(
    { id: header, timestamp: request.headers.get(TIMESTAMP_HEADER) ?? '', body: text ?? '' },
    request.headers.get(SIGNATURE_HEADER) ?? '',
    deps.secrets,
    receivedAt.getTime() / 1000,
  )
  if (verification !== 'valid') return refused(verification)
  if (text === null) return refused('wrong_signature')
  const id = parseDeliveryId(header)
  if (id === null) return refused('malformed_id')
  return { kind: 'genuine', id, bytes: body.bytes, text, receivedAt }
}

/**
 * Stores what a genuine delivery says; one that cannot be understood becomes a dead letter.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_CONFLICT: nothing was stored.
 */
export async function receiveDelivery(
  deps: IntakeDeps,
  delivery: GenuineDelivery,
): Promise<Reception> {
  const { id, bytes, text, receivedAt } = delivery
  const read = parseDelivery(text, id, receivedAt)
  const letter = { id, source: 'action', bytes, receivedAt } as const
  if (read.kind === 'understood') {
    const recording = deps.record(read)
    return { kind: 'accepted', id, answer: await orKeep(deps, letter, recording) }
  }
  await keepLetter(deps, { ...letter, problem: read.problem })
  return { kind: 'refused', ...read.problem }
}

function refused(code: ProblemCode): Refusal {
  return { kind: 'refused', code }
}
